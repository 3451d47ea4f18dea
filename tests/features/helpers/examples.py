"""Methods that the others call."""

import torch


def forward():
    yield (torch.ones(1),)


def helper():
    yield (torch.ones(1),)
