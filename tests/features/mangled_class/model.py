"""A class whose name torch mangles, because there is another of that name."""

import torch
from torch import Tensor


def variant(extra: bool):
    class Mangled(torch.nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x

        @torch.jit.export
        def answer(self) -> int:
            return 42

    return Mangled


def build():
    torch.jit.script(variant(False)().eval())
    return torch.jit.script(variant(True)().eval())
