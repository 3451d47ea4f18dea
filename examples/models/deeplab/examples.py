"""Images of two sizes: the answer is as large as the image."""

import torch


def forward():
    random = torch.Generator().manual_seed(1)
    yield (torch.randn(1, 3, 24, 24, generator=random),)
    yield (torch.randn(1, 3, 16, 32, generator=random),)
