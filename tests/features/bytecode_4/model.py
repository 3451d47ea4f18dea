"""Bytecode of version 4, as older runtimes want it."""

from typing import NamedTuple, Optional

import torch
from torch import Tensor

SAVE = 4


class Pair(NamedTuple):
    first: Tensor
    second: int


class BytecodeV4(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(3, 2)

    def forward(self, x: Tensor, bias: Tensor = torch.tensor([1.0, 2.0]), note: Optional[str] = None) -> Pair:
        return Pair(self.linear(x) + bias, 1)

    @torch.jit.export
    def scale(self, x: Tensor, by: float = 2.0, required: Optional[int] = 3) -> Tensor:
        return x * by


def build():
    return torch.jit.script(BytecodeV4().eval())
