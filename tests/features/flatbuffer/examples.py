"""The other file format, defaults and all."""

import torch


def forward():
    yield (torch.tensor([1.0, 2.0, 3.0]),)
    yield (torch.tensor([1.0, 2.0, 3.0]), 0.5, 2, False, "note", "", (1, "a"), torch.ones(1), 0.0)


def state():
    yield ({"a": [torch.ones(1)], "b": []},)
    yield ({"a": [torch.ones(1)]},)


def label():
    """The last two are out of the list's range, one of them too far back."""
    return [(0,), (-1,), (2,), (-3,)]
