"""Tuples in tuples."""

import torch


def forward():
    return [((1, ("a", (0.5, True))),), ((-(2**63), ("", (float("nan"), False))),)]


def state():
    yield (torch.zeros(2),)
