"""The empty tuple: saved, but the lite loader refuses it."""

from typing import Tuple

import torch


class EmptyTuple(torch.nn.Module):
    def forward(self, x: int) -> Tuple[()]:
        return ()


def build():
    return torch.jit.script(EmptyTuple().eval())
