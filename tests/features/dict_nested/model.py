"""Dicts in dicts."""

from typing import Dict, List, Optional

import torch
from torch import Tensor


class DictNested(torch.nn.Module):
    def forward(self, x: Dict[str, Dict[int, List[float]]]) -> Dict[str, Dict[int, List[float]]]:
        return x

    @torch.jit.export
    def optional(self, x: Dict[str, Optional[Tensor]]) -> Dict[str, Optional[Tensor]]:
        return x


def build():
    return torch.jit.script(DictNested().eval())
