"""None, and Tensors."""

import torch


def forward():
    yield (None,)
    yield (torch.zeros(2),)


def masked():
    yield (torch.ones(2),)
    yield (torch.ones(2), torch.tensor([0.0, 1.0]))
