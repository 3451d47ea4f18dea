"""Names that the runtime has too."""

import torch


def forward():
    return [(1, 2, 3, 4, 5, 6)]


def types():
    return [(1, 2, 3, 4, 5, 6, 7)]


def module():
    yield (torch.ones(1),)


def from_():
    return [([1],)]
