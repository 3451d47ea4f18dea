"""The model answers as it would without the files."""

import torch


def forward():
    yield (torch.ones(1),)
