"""Saved without a file name: the archive root is called `archive`."""

import torch
from torch import Tensor

SAVE = "buffer"


class BufferSaved(torch.nn.Module):
    def forward(self, x: Tensor, scale: float = 2.0) -> Tensor:
        return x * scale


def build():
    return torch.jit.script(BufferSaved().eval())
