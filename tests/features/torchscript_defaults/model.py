"""Defaults as a full TorchScript file prints them into its sources."""

import math
from typing import Optional, Tuple

import torch
from torch import Tensor

SAVE = "torchscript"


class FullDefaults(torch.nn.Module):
    def forward(
        self,
        text: str = "a'\"\\ \n\t ${x} é",
        ascii: str = "plain 'quotes' \"double\" \\ back",
        control: str = "\x01\x1b\x7f\x00end",
        largest: int = 9223372036854775807,
        smallest: int = -9223372036854775808,
        infinite: float = -math.inf,
        undefined: float = math.nan,
        negative_zero: float = -0.0,
        tenth: float = 0.1,
        tiny: float = 5e-324,
        pair: Tuple[int, str] = (1, "é"),
        weight: Tensor = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).t(),
        nothing: Optional[str] = None,
        yes: bool = True,
    ) -> str:
        return text


def build():
    module = torch.jit.script(FullDefaults().eval())
    module.define("""
    def lists(self, ints: List[int] = [1, -2], floats: List[float] = [1., -0.], bools: List[bool] = [True],
          texts: List[str] = ["a"],
              empty: List[int] = [], maybe: Optional[List[int]] = []) -> int:
        return len(ints)
    """)
    return module
