"""Texts of several lengths, an empty one, and one of unknown words alone."""

import torch

TEXTS = ["this works great", "worst   thing, it broke", "", "¡Fantástico! \U0001f600"]


def forward():
    yield (torch.tensor([[18, 11, 1], [19, 5, 0]]),)
    yield (torch.tensor([[4]]),)


def analyze():
    for text in TEXTS:
        yield (text,)
        yield text, 0.99
