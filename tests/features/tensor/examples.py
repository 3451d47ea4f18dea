"""Shapes from scalar to empty."""

import torch


def forward():
    torch.manual_seed(0)
    yield (torch.tensor([1.0, -2.0, 3.5]),)
    yield (torch.tensor(4.25),)
    yield (torch.zeros(0, 3),)
    yield (torch.randn(2, 3, 4),)
    yield (torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0]),)
