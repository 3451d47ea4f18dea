"""Photos of two sizes, multiples of four."""

import torch


def forward():
    random = torch.Generator().manual_seed(1)
    yield (torch.rand(1, 3, 32, 32, generator=random) * 2 - 1,)
    yield (torch.rand(1, 3, 24, 40, generator=random) * 2 - 1,)
