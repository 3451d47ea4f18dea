"""With and without the default."""

import torch


def forward():
    yield (torch.ones(1),)
    yield (torch.ones(1), (-1, float("inf"), "note"))
