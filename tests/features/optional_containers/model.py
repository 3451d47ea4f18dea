"""Optional lists, dicts and tuples."""

from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor


class OptionalContainers(torch.nn.Module):
    def forward(self, x: Optional[List[int]], y: Optional[List[Tensor]] = None) -> Optional[List[int]]:
        return x

    @torch.jit.export
    def scores(self, x: Optional[Dict[str, Tensor]] = None) -> Optional[Dict[str, Tensor]]:
        return x

    @torch.jit.export
    def pair(self, x: Optional[Tuple[int, str]]) -> Optional[Tuple[int, str]]:
        return x

    @torch.jit.export
    def deep(self, x: Optional[List[Optional[List[float]]]]) -> Optional[List[Optional[List[float]]]]:
        return x


def build():
    return torch.jit.script(OptionalContainers().eval())
