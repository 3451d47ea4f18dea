"""The ends of every type, and none and one of each."""

import torch

FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
INTEGERS = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)


def forward():
    for dtype in INTEGERS:
        ends = torch.iinfo(dtype)
        yield (torch.tensor([[ends.min, 0], [1, ends.max]], dtype=dtype),)
    for dtype in FLOATS:
        ends = torch.finfo(dtype)
        yield (torch.tensor([ends.min, ends.tiny, -0.0, ends.max, float("nan"), float("-inf")], dtype=dtype),)
    yield (torch.tensor([True, False]),)
    for dtype in (*INTEGERS, *FLOATS, torch.bool):
        yield (torch.ones((), dtype=dtype),)
        yield (torch.ones(2, 0, 3, dtype=dtype),)


def to_bool():
    yield (torch.tensor([1.0, -1.0, float("nan")]),)


def to_half():
    yield (torch.tensor([1.0, 1e9, 1e-9]),)


def to_complex():
    yield (torch.tensor([1.0]),)
