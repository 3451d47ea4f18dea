"""A NamedTuple as default, printed into the sources of a full TorchScript file."""

from typing import NamedTuple, Optional

import torch
from torch import Tensor

SAVE = "torchscript"


class Options(NamedTuple):
    size: int
    scale: float
    note: Optional[str]


class DefaultsNamedTuple(torch.nn.Module):
    def forward(self, x: Tensor, options: Options = Options(3, 0.5, None)) -> Options:
        return options


def build():
    return torch.jit.script(DefaultsNamedTuple().eval())
