"""Unions."""

from typing import Union

import torch


class UnionModel(torch.nn.Module):
    def forward(self, x: Union[int, str]) -> int:
        return 1

    @torch.jit.export
    def three(self, x: Union[int, str, None]) -> Union[int, str]:
        return 1

    @torch.jit.export
    def number(self, x: Union[int, float, complex]) -> int:
        return 1


def build():
    return torch.jit.script(UnionModel().eval())
