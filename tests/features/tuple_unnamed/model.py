"""Unnamed tuples, as arguments and results, with one element too."""

from typing import List, Optional, Tuple

import torch
from torch import Tensor


class TupleUnnamed(torch.nn.Module):
    def forward(self, x: Tensor) -> Tuple[Tensor, int]:
        return x, 1

    @torch.jit.export
    def swap(self, pair: Tuple[int, str]) -> Tuple[str, int]:
        return pair[1], pair[0]

    @torch.jit.export
    def single(self, x: Tuple[Tensor]) -> Tuple[Tensor]:
        return x

    @torch.jit.export
    def optional(self, x: Tensor) -> Tuple[Tensor, Optional[Tensor], List[Tuple[int, float]]]:
        return x, None, [(1, 2.0)]


def build():
    return torch.jit.script(TupleUnnamed().eval())
