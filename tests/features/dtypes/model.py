"""Tensors of every type, in and out."""

import torch
from torch import Tensor


class DTypes(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def to_bool(self, x: Tensor) -> Tensor:
        return x > 0

    @torch.jit.export
    def to_half(self, x: Tensor) -> Tensor:
        return x.to(torch.float16)

    @torch.jit.export
    def to_complex(self, x: Tensor) -> Tensor:
        return torch.complex(x, x)


def build():
    return torch.jit.script(DTypes().eval())
