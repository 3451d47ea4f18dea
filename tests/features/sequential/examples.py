"""Rows before and behind the kink."""

import torch


def forward():
    yield (torch.tensor([[1.0, 2.0, 3.0], [-1.0, -2.0, -3.0]]),)
