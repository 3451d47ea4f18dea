"""Forward hooks, which the file lists as methods, and which are none."""

from typing import Tuple

import torch
from torch import Tensor


class Hooks(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.register_forward_pre_hook(before)
        self.register_forward_hook(after)

    def forward(self, x: Tensor) -> Tensor:
        return x + 1

    @torch.jit.export
    def extra(self, x: Tensor) -> Tensor:
        return x


def before(self, input: Tuple[Tensor]) -> Tuple[Tensor]:
    return (input[0] * 2,)


def after(self, input: Tuple[Tensor], output: Tensor) -> Tensor:
    return output - 1


def build():
    return torch.jit.script(Hooks().eval())
