"""complex numbers have no place in the type table."""

from typing import List

import torch


class ComplexModel(torch.nn.Module):
    def forward(self, x: complex) -> complex:
        return x

    @torch.jit.export
    def lists(self, x: List[complex]) -> int:
        return len(x)

    @torch.jit.export
    def default(self, x: complex = 1 + 2j) -> int:
        return 1


def build():
    return torch.jit.script(ComplexModel().eval())
