"""Empty and full lists."""

import torch


def forward():
    yield ([],)
    yield ([torch.ones(2), torch.zeros(0), torch.tensor(3)],)


def texts():
    yield ([],)
    yield (["", "a", "größe", "\U0001f600", "nul \0 inside"],)


def pairs():
    yield (torch.arange(3),)
