"""Overloaded methods, which torch numbers."""

import torch
from torch import Tensor


class Overloads(torch.nn.Module):
    @torch.jit._overload_method
    def forward(self, x: int) -> int: ...

    @torch.jit._overload_method
    def forward(self, x: Tensor) -> Tensor: ...

    def forward(self, x):
        return x


def build():
    return torch.jit.script(Overloads().eval())
