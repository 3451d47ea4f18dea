"""An enum constant in a method: saved, but the lite loader refuses it."""

import enum

import torch


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class EnumConstant(torch.nn.Module):
    def forward(self, n: int) -> bool:
        color = Color.RED if n > 0 else Color.BLUE
        return color == Color.RED


def build():
    return torch.jit.script(EnumConstant().eval())
