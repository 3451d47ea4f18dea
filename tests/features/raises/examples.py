"""Good calls between bad ones: the module stays usable."""

import torch


def forward():
    yield (torch.ones(2, 3), torch.ones(3, 2))
    yield (torch.ones(2, 3), torch.ones(2, 3))
    yield (torch.ones(2, 3), torch.ones(3))


def check():
    return [(1,), (-1,), (2,)]


def find():
    return [({"a": 1}, "a"), ({"a": 1}, "b")]
