"""A NamedTuple out, and plain tuples in."""

import torch


def forward():
    yield (torch.tensor([1.0, 2.5]),)
    yield (torch.zeros(0),)


def label():
    yield ((0.5, "good", torch.ones(2)),)
    yield ((float("nan"), "größe", None),)
