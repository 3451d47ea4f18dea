"""Dicts with keys other than strings and integers."""

from typing import Dict

import torch
from torch import Tensor


class DictKeys(torch.nn.Module):
    def forward(self, x: Dict[float, int]) -> int:
        return len(x)

    @torch.jit.export
    def bools(self, x: Dict[bool, int]) -> int:
        return len(x)

    @torch.jit.export
    def tensors(self, x: Dict[Tensor, int]) -> int:
        return len(x)


def build():
    return torch.jit.script(DictKeys().eval())
