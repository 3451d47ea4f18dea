"""The lite flatbuffer form, with defaults of every kind."""

import math
from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor

SAVE = "flatbuffer"
EXTRA_FILES = {"metadata.json": "{}"}


class FlatbufferModel(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(3, 2)
        self.labels = ["cat", "dog"]

    def forward(
        self,
        x: Tensor,
        scale: float = 2.0,
        count: int = -7,
        on: bool = True,
        note: Optional[str] = None,
        text: str = "größe\0",
        pair: Tuple[int, str] = (1, "é"),
        weight: Tensor = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).t(),
        undefined: float = math.nan,
    ) -> Tensor:
        return self.linear(x) * scale

    @torch.jit.export
    def state(self, x: Dict[str, List[Tensor]]) -> Tuple[Dict[str, List[Tensor]], int]:
        return x, 1

    @torch.jit.export
    def label(self, index: int) -> str:
        return self.labels[index]


def build():
    module = torch.jit.script(FlatbufferModel().eval())
    module.define("""
    def lists(self, ints: List[int] = [1, -2], floats: List[float] = [1., -0.], bools: List[bool] = [True],
          texts: List[str] = ["a"],
              empty: List[int] = []) -> int:
        return len(ints)
    """)
    return module
