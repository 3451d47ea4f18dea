"""A NamedTuple as result and as argument."""

from typing import NamedTuple, Optional

import torch
from torch import Tensor


class Sentiment(NamedTuple):
    score: float
    label: str
    logits: Optional[Tensor] = None


class NamedTupleModel(torch.nn.Module):
    def forward(self, x: Tensor) -> Sentiment:
        return Sentiment(float(x.sum()), "good", x)

    @torch.jit.export
    def label(self, sentiment: Sentiment) -> str:
        return sentiment.label


def build():
    return torch.jit.script(NamedTupleModel().eval())
