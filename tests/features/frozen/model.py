"""A frozen module: its weights have become constants."""

import torch
from torch import Tensor


class Frozen(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(3, 4)
        self.norm = torch.nn.BatchNorm1d(4)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.linear(x))

    @torch.jit.export
    def encode(self, x: Tensor, scale: float = 2.0) -> Tensor:
        return self.linear(x) * scale


def build():
    return torch.jit.freeze(torch.jit.script(Frozen().eval()), preserved_attrs=["encode"])
