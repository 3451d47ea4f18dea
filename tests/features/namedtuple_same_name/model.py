"""Two NamedTuples of one short name."""

from typing import NamedTuple, Optional

import torch
from torch import Tensor


def first():
    class Point(NamedTuple):
        x: Tensor
        y: Tensor

    return Point


def second():
    class Point(NamedTuple):
        index: int
        name: str
        depth: Optional[float]

    return Point


FirstPoint = first()
FirstPoint.__module__ = "geometry.flat"
SecondPoint = second()
SecondPoint.__module__ = "geometry.deep"


class SameName(torch.nn.Module):
    def forward(self, point: FirstPoint) -> FirstPoint:
        return FirstPoint(point.y, point.x)

    @torch.jit.export
    def index(self, point: SecondPoint) -> SecondPoint:
        return SecondPoint(point.index + 1, point.name, None)


def build():
    return torch.jit.script(SameName().eval())
