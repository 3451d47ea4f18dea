"""None first, last, alone, and nowhere."""

import torch


def forward():
    yield ([],)
    yield ([torch.ones(2), None],)
    yield ([None, torch.ones(2)],)
    yield ([None],)
    yield ([torch.ones(2)],)


def ints():
    return [([],), ([1, None, -1],), ([None, 2],), ([3],)]


def texts():
    return [([],), (["a", None],), ([None],)]
