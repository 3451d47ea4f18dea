"""A Tensor in, a Tensor out, with real weights."""

import torch
from torch import Tensor


class TensorModel(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(3, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


def build():
    return torch.jit.script(TensorModel().eval())
