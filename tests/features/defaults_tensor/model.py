"""Tensor defaults, of several dtypes and not all contiguous."""

import torch
from torch import Tensor


class DefaultsTensor(torch.nn.Module):
    def forward(
        self,
        x: Tensor,
        weight: Tensor = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        turned: Tensor = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).t(),
        window: Tensor = torch.arange(10)[2:8:2],
        flags: Tensor = torch.tensor([True, False]),
        half: Tensor = torch.tensor([1.5, -2.0], dtype=torch.float16),
        scalar: Tensor = torch.tensor(7, dtype=torch.int32),
        nothing: Tensor = torch.zeros(0, 3),
    ) -> Tensor:
        return x


def build():
    return torch.jit.script(DefaultsTensor().eval())
