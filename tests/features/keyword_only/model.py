"""Keyword-only arguments, which only a full TorchScript file can hold."""

from typing import Optional

import torch
from torch import Tensor

SAVE = "torchscript"


class KeywordOnly(torch.nn.Module):
    def forward(self, x: Tensor, *, scale: float, note: Optional[str]) -> Tensor:
        return x * scale


def build():
    return torch.jit.script(KeywordOnly().eval())
