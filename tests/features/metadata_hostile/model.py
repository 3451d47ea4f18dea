"""Metadata whose texts mean something to Kotlin, KDoc, Markdown, HTML or a terminal."""

from typing import NamedTuple, Tuple

import torch
from torch import Tensor


class Pair(NamedTuple):
    left: int
    right: int


class MetadataHostile(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def pair(self, x: Tensor) -> Tuple[Tuple[int, int], int]:
        return (1, 2), 3

    @torch.jit.export
    def named(self) -> Pair:
        return Pair(1, 2)


def build():
    return torch.jit.script(MetadataHostile().eval())
