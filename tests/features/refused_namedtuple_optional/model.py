"""The same in an optional and a dict."""

from typing import Dict, NamedTuple, Optional

import torch
from torch import Tensor


class Item(NamedTuple):
    a: Tensor
    b: int


class UndefinedOptional(torch.nn.Module):
    def forward(self, item: Optional[Item]) -> int:
        return 1

    @torch.jit.export
    def by_name(self, items: Dict[str, Item]) -> int:
        return len(items)


def build():
    return torch.jit.script(UndefinedOptional().eval())
