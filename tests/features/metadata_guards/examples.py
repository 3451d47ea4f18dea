"""What the guards let through."""

import torch


def forward():
    yield torch.arange(6).reshape(2, 3), None, 1
    yield torch.arange(4).reshape(1, 4), torch.ones(1, 4), 2


def windows():
    yield (torch.ones(3, 4), None, 1), None
    yield (torch.ones(3, 4), torch.ones(3, 9), 1), (torch.tensor(2.0), torch.ones(3, 4))


def step():
    yield torch.ones(2), [[torch.zeros(2), torch.ones(2)], []]


def named():
    yield {"left": torch.ones(2), "right": torch.ones(2)}, None
    yield {"left": torch.ones(2), "right": torch.ones(2)}, {-1: torch.tensor([1]), 7: torch.ones(1, 1, 1)}


def reset():
    yield (torch.tensor(7),)


def free():
    yield (torch.ones(1),)
