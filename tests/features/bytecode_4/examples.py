"""The older form, defaults and all."""

import torch


def forward():
    yield (torch.tensor([1.0, 2.0, 3.0]),)
    yield (torch.tensor([1.0, 2.0, 3.0]), torch.zeros(2), "note")


def scale():
    yield (torch.ones(2),)
    yield (torch.ones(2), 0.5, None)
