"""Weights that became constants."""

import torch


def forward():
    yield (torch.tensor([[1.0, 2.0, 3.0]]),)


def encode():
    yield (torch.tensor([[1.0, 2.0, 3.0]]),)
    yield (torch.tensor([[1.0, 2.0, 3.0]]), float("inf"))
