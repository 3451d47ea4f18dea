"""Dicts with 64-bit integer keys."""

from typing import Dict

import torch
from torch import Tensor


class DictInt(torch.nn.Module):
    def forward(self, x: Dict[int, Tensor]) -> Dict[int, Tensor]:
        return x

    @torch.jit.export
    def names(self, x: Dict[int, str]) -> Dict[int, str]:
        return x


def build():
    return torch.jit.script(DictInt().eval())
