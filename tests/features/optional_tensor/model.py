"""An optional Tensor, as argument and result."""

from typing import Optional

import torch
from torch import Tensor


class OptionalTensor(torch.nn.Module):
    def forward(self, x: Optional[Tensor]) -> Optional[Tensor]:
        return x if x is None else x + 1

    @torch.jit.export
    def masked(self, x: Tensor, mask: Optional[Tensor] = None) -> Tensor:
        return x if mask is None else x * mask


def build():
    return torch.jit.script(OptionalTensor().eval())
