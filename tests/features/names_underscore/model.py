"""Underscores as names."""

import torch


class NamesUnderscore(torch.nn.Module):
    def forward(self, _: int, __: int, _1: int) -> int:
        return _

    @torch.jit.export
    def _private(self, x: int) -> int:
        return x

    @torch.jit.export
    def trailing_(self, x: int) -> int:
        return x


def build():
    return torch.jit.script(NamesUnderscore().eval())
