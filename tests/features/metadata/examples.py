"""Photos of several sizes."""

import torch


def forward():
    yield torch.linspace(-1.0, 1.0, 2 * 3 * 4 * 4).reshape(2, 3, 4, 4), 1.0
    yield torch.linspace(1.0, -1.0, 1 * 3 * 2 * 5).reshape(1, 3, 2, 5), 0.5


def best():
    yield torch.linspace(-1.0, 1.0, 3 * 4 * 4).reshape(1, 3, 4, 4), None
    yield torch.linspace(1.0, -1.0, 3 * 4 * 4).reshape(1, 3, 4, 4), (0, 4)


def segment():
    yield (torch.linspace(-1.0, 1.0, 3 * 4 * 4).reshape(1, 3, 4, 4),)


def flower():
    yield (2,)


def step():
    yield [torch.ones(3)], [0.5, 2.0]


def plain():
    yield (7,)
