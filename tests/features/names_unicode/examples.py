"""Names beyond ASCII."""

import torch


def forward():
    yield (torch.ones(1), "ñ", 1)
