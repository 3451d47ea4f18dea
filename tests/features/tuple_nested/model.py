"""Tuples in tuples."""

from typing import Tuple

import torch
from torch import Tensor


class TupleNested(torch.nn.Module):
    def forward(self, x: Tuple[int, Tuple[str, Tuple[float, bool]]]) -> Tuple[int, Tuple[str, Tuple[float, bool]]]:
        return x

    @torch.jit.export
    def state(self, x: Tensor) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
        return x, (x + 1, x + 2)


def build():
    return torch.jit.script(TupleNested().eval())
