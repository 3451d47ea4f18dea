"""Numbers in, numbers out, quantized inside."""

import torch


def forward():
    yield (torch.tensor([[0.5, -1.0, 2.0, 0.25]]),)
