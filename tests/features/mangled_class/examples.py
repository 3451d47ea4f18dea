"""The class's own name is nothing that a call needs."""

import torch


def forward():
    yield (torch.ones(1),)


def answer():
    return [()]
