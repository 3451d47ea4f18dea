"""One photo, and a batch of two: the number of photos is up to the caller."""

import torch


def forward():
    random = torch.Generator().manual_seed(1)
    yield (torch.randn(1, 3, 64, 64, generator=random),)
    yield (torch.randn(2, 3, 64, 64, generator=random),)
