"""NamedTuples called like what the facade, the runtime and the compilers use."""

from typing import List, NamedTuple

import torch


class Companion(NamedTuple):
    x: int


class torch_(NamedTuple):
    x: List[int]


class listOf(NamedTuple):
    y: int
    companion: Companion


class deepEquals(NamedTuple):
    fields: int
    toString: str


class NamesClasses(torch.nn.Module):
    def forward(self, x: int) -> Companion:
        return Companion(x)

    @torch.jit.export
    def load(self, x: listOf) -> deepEquals:
        return deepEquals(x.y, "")

    @torch.jit.export
    def signatures(self, x: torch_) -> torch_:
        return x


def build():
    return torch.jit.script(NamesClasses().eval())
