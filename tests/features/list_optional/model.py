"""Lists whose elements may be missing."""

from typing import List, Optional

import torch
from torch import Tensor


class ListOptional(torch.nn.Module):
    def forward(self, x: List[Optional[Tensor]]) -> List[Optional[Tensor]]:
        return x

    @torch.jit.export
    def ints(self, x: List[Optional[int]]) -> List[Optional[int]]:
        return x

    @torch.jit.export
    def texts(self, x: List[Optional[str]]) -> List[Optional[str]]:
        return x


def build():
    return torch.jit.script(ListOptional().eval())
