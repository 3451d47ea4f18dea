"""Keys of all kinds, the empty one too."""

import torch


def forward():
    yield ({},)
    yield ({"": torch.ones(1), "größe": torch.zeros(0), "\U0001f600": torch.tensor(2), "a\0b": torch.tensor(3)},)


def counts():
    return [({},), ({"z": 1, "a": -(2**63)},)]


def lists():
    return [({},), ({"a": [], "b": [0.5, float("inf")]},)]
