"""A state tuple that one method makes and another takes and gives back."""

from typing import Tuple

import torch
from torch import Tensor


class StateTuple(torch.nn.Module):
    @torch.jit.export
    def start(self, size: int) -> Tuple[Tensor, Tensor]:
        return torch.zeros(size), torch.zeros(size)

    def forward(self, x: Tensor, state: Tuple[Tensor, Tensor]) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
        return x + state[0], (state[0] + x, state[1])


def build():
    return torch.jit.script(StateTuple().eval())
