"""A NamedTuple as default."""

from typing import NamedTuple, Optional

import torch
from torch import Tensor


class Options(NamedTuple):
    size: int
    scale: float
    note: Optional[str]


class DefaultsNamedTuple(torch.nn.Module):
    def forward(self, x: Tensor, options: Options = Options(3, 0.5, None)) -> Options:
        return options


def build():
    return torch.jit.script(DefaultsNamedTuple().eval())
