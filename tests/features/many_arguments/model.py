"""Forty arguments."""

from typing import Optional

import torch
from torch import Tensor


class ManyArguments(torch.nn.Module):
    def forward(
        self,
        a0: int,
        a1: int,
        a2: int,
        a3: int,
        a4: int,
        a5: int,
        a6: int,
        a7: int,
        a8: int,
        a9: int,
        a10: str = "x",
        a11: float = 1.5,
        a12: Optional[Tensor] = None,
        a13: Optional[Tensor] = None,
        a14: str = "x",
        a15: float = 1.5,
        a16: Optional[Tensor] = None,
        a17: Optional[Tensor] = None,
        a18: str = "x",
        a19: float = 1.5,
        a20: Optional[Tensor] = None,
        a21: Optional[Tensor] = None,
        a22: str = "x",
        a23: float = 1.5,
        a24: Optional[Tensor] = None,
        a25: Optional[Tensor] = None,
        a26: str = "x",
        a27: float = 1.5,
        a28: Optional[Tensor] = None,
        a29: Optional[Tensor] = None,
        a30: str = "x",
        a31: float = 1.5,
        a32: Optional[Tensor] = None,
        a33: Optional[Tensor] = None,
        a34: str = "x",
        a35: float = 1.5,
        a36: Optional[Tensor] = None,
        a37: Optional[Tensor] = None,
        a38: str = "x",
        a39: float = 1.5,
    ) -> int:
        return a0


def build():
    return torch.jit.script(ManyArguments().eval())
