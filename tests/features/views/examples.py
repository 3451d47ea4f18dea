"""Every element differs from the others, so that each has to be where it belongs."""

import torch


def forward():
    yield (torch.arange(6.0).reshape(2, 3),)
    yield (torch.arange(6).reshape(2, 3),)
    yield (torch.arange(6, dtype=torch.bfloat16).reshape(2, 3),)
    yield (torch.zeros(0, 3),)


def every_other():
    yield (torch.arange(10.0).reshape(2, 5),)
    yield (torch.arange(10, dtype=torch.uint8).reshape(2, 5),)


def channels_last():
    for shape in ((2, 3, 4, 5), (1, 1, 2, 2), (1, 3, 1, 1), (0, 3, 2, 2)):
        count = torch.Size(shape).numel()
        for dtype in (torch.float32, torch.float64, torch.int32, torch.int64, torch.int8, torch.uint8):
            yield (torch.arange(count).to(dtype).reshape(shape),)


def expanded():
    yield (torch.arange(4.0),)


def parts():
    yield (torch.arange(6.0).reshape(2, 3),)


def add_in_place():
    """The second call has to see its own input, not what the first one wrote."""
    x = torch.zeros(2)
    yield (x,)
    yield (x,)


def accumulate():
    """What a call gave stays as it was when the next one changes the state."""
    yield (torch.ones(2),)
    yield (torch.ones(2),)
