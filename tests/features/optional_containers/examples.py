"""None, empty, and full."""

import torch


def forward():
    yield (None, None)
    yield ([], [])
    yield ([1, 2],)
    yield ([-(2**63)], [torch.ones(1)])


def scores():
    yield ()
    yield ({},)
    yield ({"a": torch.ones(1)},)


def pair():
    return [(None,), ((1, "a"),)]


def deep():
    return [(None,), ([],), ([None, [0.5]],), ([[0.5], None, []],), ([None],), ([[0.5]],)]
