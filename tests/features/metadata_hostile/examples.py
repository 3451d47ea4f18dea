"""One call each."""

import torch


def forward():
    yield (torch.ones(1, 2, 7),)


def pair():
    yield (torch.ones(1),)


def named():
    yield ()
