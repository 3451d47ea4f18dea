"""Empty on every level."""

import torch


def forward():
    return [([],), ([[]],), ([[1, 2], [], [3]],)]


def deep():
    return [([],), ([[[0.5], []], []],), ([[[float("nan")]]],)]


def texts():
    return [([[]],), ([["a"], ["b", "c"]],)]


def dicts():
    yield ([],)
    yield ([{}],)
    yield ([{"a": torch.ones(1), "b": torch.zeros(2, 2)}, {"c": torch.tensor(1)}],)
