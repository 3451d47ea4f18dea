"""Dicts with string keys."""

from typing import Dict, List

import torch
from torch import Tensor


class DictStr(torch.nn.Module):
    def forward(self, x: Dict[str, Tensor]) -> Dict[str, Tensor]:
        return x

    @torch.jit.export
    def counts(self, x: Dict[str, int]) -> Dict[str, int]:
        return x

    @torch.jit.export
    def lists(self, x: Dict[str, List[float]]) -> Dict[str, List[float]]:
        return x


def build():
    return torch.jit.script(DictStr().eval())
