"""Methods that raise."""

import torch
from torch import Tensor


class Raises(torch.nn.Module):
    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return torch.matmul(x, y)

    @torch.jit.export
    def check(self, count: int) -> int:
        if count < 0:
            raise ValueError("the count must not be negative")
        return count

    @torch.jit.export
    def find(self, names: dict[str, int], name: str) -> int:
        return names[name]


def build():
    return torch.jit.script(Raises().eval())
