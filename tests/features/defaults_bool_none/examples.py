"""With the defaults and without them."""

import torch


def forward():
    yield (None,)
    yield (torch.ones(1), False, True, torch.zeros(1), 1, ["a"])
