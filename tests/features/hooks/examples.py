"""Phones run no hooks, unlike torch itself: the lite interpreter leaves them out."""

import torch


def forward():
    yield (torch.tensor([3.0, 5.0]),)


def extra():
    yield (torch.tensor([3.0, 5.0]),)
