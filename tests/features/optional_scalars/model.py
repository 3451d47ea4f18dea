"""Optional numbers, bools and strings, required and with a default."""

from typing import Optional

import torch


class OptionalScalars(torch.nn.Module):
    def forward(self, x: Optional[int], y: Optional[float] = None, z: Optional[bool] = True) -> Optional[int]:
        return x

    @torch.jit.export
    def name(self, text: Optional[str] = None) -> Optional[str]:
        return text

    @torch.jit.export
    def scale(self, by: Optional[float] = 0.5) -> Optional[float]:
        return by

    @torch.jit.export
    def flip(self, on: Optional[bool]) -> Optional[bool]:
        return None if on is None else not on


def build():
    return torch.jit.script(OptionalScalars().eval())
