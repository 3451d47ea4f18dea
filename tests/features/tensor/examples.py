"""One row, many, none, and numbers that are none; the last has a shape that the weights refuse."""

import torch


def forward():
    yield (torch.tensor([1.0, -2.0, 3.5]),)
    yield (torch.arange(24.0).reshape(2, 4, 3),)
    yield (torch.zeros(0, 3),)
    yield (torch.tensor([float("nan"), float("inf"), -0.0]),)
    yield (torch.zeros(2),)
