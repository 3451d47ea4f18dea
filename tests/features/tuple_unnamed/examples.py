"""Tuples of one, two and three."""

import torch


def forward():
    yield (torch.ones(2),)


def swap():
    return [((1, "a"),), ((2**63 - 1, "größe"),)]


def single():
    yield ((torch.ones(1),),)


def optional():
    yield (torch.ones(2),)
