"""Lists of lists, to three levels."""

from typing import Dict, List

import torch
from torch import Tensor


class ListNested(torch.nn.Module):
    def forward(self, x: List[List[int]]) -> List[List[int]]:
        return x

    @torch.jit.export
    def deep(self, x: List[List[List[float]]]) -> List[List[List[float]]]:
        return x

    @torch.jit.export
    def texts(self, x: List[List[str]]) -> List[List[str]]:
        return x

    @torch.jit.export
    def dicts(self, x: List[Dict[str, Tensor]]) -> List[Dict[str, Tensor]]:
        return x


def build():
    return torch.jit.script(ListNested().eval())
