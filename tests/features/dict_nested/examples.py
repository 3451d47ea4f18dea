"""Empty on every level, and None as a value."""

import torch


def forward():
    return [({},), ({"a": {}},), ({"a": {1: []}},), ({"a": {1: [0.5], -2: [1.5, 2.5]}, "b": {3: [4.5]}},)]


def optional():
    yield ({},)
    yield ({"a": torch.ones(2), "b": None},)
    yield ({"a": None},)
