"""List, dict and tuple defaults, empty ones too. TorchScript takes them from text only."""

from typing import Tuple

import torch

LISTS = """
def lists(self, ints: List[int] = [1, -2], floats: List[float] = [1., -0., 1e-300], bools: List[bool] = [True, False],
          texts: List[str] = ["a", "$b"], empty: List[int] = [], maybe: Optional[List[int]] = [1]) -> int:
    return len(ints)
"""


class DefaultsContainers(torch.nn.Module):
    def forward(
        self, pair: Tuple[int, str] = (1, "é"), nested: Tuple[Tuple[float, bool], str] = ((0.5, True), "x")
    ) -> int:
        return pair[0]


def build():
    module = torch.jit.script(DefaultsContainers().eval())
    module.define(LISTS)
    return module
