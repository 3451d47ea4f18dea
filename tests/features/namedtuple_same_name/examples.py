"""Two NamedTuples of one name, each with its own fields."""

import torch


def forward():
    yield ((torch.zeros(1), torch.ones(1)),)


def index():
    return [((41, "größe", None),), ((-1, "", 0.5),)]
