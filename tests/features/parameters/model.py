"""Parameters shared and frozen, buffers and plain tensors beside them."""

import torch
from torch import Tensor


class Part(torch.nn.Module):
    def __init__(self, weight: torch.nn.Parameter):
        super().__init__()
        self.weight = weight
        self.register_buffer("steps", torch.zeros(5, dtype=torch.int64))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.weight


class Weights(torch.nn.Module):
    def __init__(self):
        super().__init__()
        shared = torch.nn.Parameter(torch.ones(3))
        self.first = Part(shared)
        self.second = Part(shared)
        self.kept = torch.nn.Parameter(torch.ones(2, 2, dtype=torch.float16), requires_grad=False)
        self.norm = torch.nn.BatchNorm1d(3)
        self.plain = torch.ones(7)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.second(self.first(x))) + self.kept.sum() + self.plain.sum()


def build():
    return torch.jit.script(Weights().eval())
