"""Enums."""

import enum

import torch


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class EnumModel(torch.nn.Module):
    def forward(self, x: Color) -> int:
        return x.value


def build():
    return torch.jit.script(EnumModel().eval())
