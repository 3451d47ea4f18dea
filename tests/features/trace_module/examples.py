"""Two traced methods."""

import torch


def forward():
    yield (torch.tensor([1.0, 2.0]),)


def encode():
    yield (torch.tensor([1.0, 2.0]), torch.tensor([0.5, 0.5]))
