"""The three kinds of number, as arguments and results."""

import torch


class Scalars(torch.nn.Module):
    def forward(self, x: int) -> int:
        return x + 1

    @torch.jit.export
    def half(self, x: float) -> float:
        return x / 2

    @torch.jit.export
    def negate(self, x: bool) -> bool:
        return not x

    @torch.jit.export
    def mix(self, count: int, scale: float, on: bool) -> float:
        return count * scale if on else 0.0


def build():
    return torch.jit.script(Scalars().eval())
