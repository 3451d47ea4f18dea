"""Fields named like Kotlin keywords."""

import torch


def forward():
    yield (torch.ones(2),)
