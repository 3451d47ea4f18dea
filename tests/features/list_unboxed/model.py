"""Lists of numbers and bools, which Kotlin has as primitive arrays."""

from typing import List

import torch


class ListUnboxed(torch.nn.Module):
    def forward(self, x: List[int]) -> List[int]:
        return x

    @torch.jit.export
    def floats(self, x: List[float]) -> List[float]:
        return x

    @torch.jit.export
    def bools(self, x: List[bool]) -> List[bool]:
        return x


def build():
    return torch.jit.script(ListUnboxed().eval())
