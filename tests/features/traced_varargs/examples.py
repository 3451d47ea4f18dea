"""Arguments without names."""

import torch


def forward():
    yield (torch.ones(2), torch.zeros(2))
