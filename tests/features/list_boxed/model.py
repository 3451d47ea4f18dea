"""Lists of Tensors and strings."""

from typing import List, Tuple

import torch
from torch import Tensor


class ListBoxed(torch.nn.Module):
    def forward(self, x: List[Tensor]) -> List[Tensor]:
        return x

    @torch.jit.export
    def texts(self, x: List[str]) -> List[str]:
        return x

    @torch.jit.export
    def pairs(self, x: Tensor) -> List[Tuple[str, Tensor]]:
        return [("a", x)]


def build():
    return torch.jit.script(ListBoxed().eval())
