"""Each method once or twice; with the settings of `kmpgen.toml` the tests call them by other names."""

import torch


def forward():
    yield (torch.ones(2), None, 2)
    yield (torch.ones(2), torch.zeros(2), 3)


def classify_v2():
    yield (torch.ones(3), 4)


def old_classify():
    yield (torch.ones(3),)


def parse():
    yield ("größe",)


def join():
    yield (((torch.ones(1)), [("a", 1)]), (2, "b"))


def next_state():
    yield ((1, "a"),)


def reset():
    yield ({"a": 1},)


def _length():
    yield ("abc",)


def debug():
    yield ("x",)
