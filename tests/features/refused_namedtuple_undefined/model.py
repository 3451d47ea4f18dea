"""A NamedTuple in a list that no earlier bytecode defines: saved, but the lite loader refuses it."""

from typing import List, NamedTuple

import torch
from torch import Tensor


class Item(NamedTuple):
    a: Tensor
    b: int


class Undefined(torch.nn.Module):
    def forward(self, items: List[Item]) -> int:
        return len(items)


def build():
    return torch.jit.script(Undefined().eval())
