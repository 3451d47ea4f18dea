"""Keys past what a double or 32 bits hold."""

import torch


def forward():
    yield ({},)
    yield ({0: torch.ones(1), -1: torch.zeros(2), 2**53 + 1: torch.tensor(1), 2**53: torch.tensor(2)},)


def names():
    return [({},), ({2**63 - 1: "largest", -(2**63): "smallest", 2**32: "wide", 0: "zero"},)]
