"""A NamedTuple whose fields are keywords in Kotlin."""

from typing import List, NamedTuple

import torch
from torch import Tensor


class Result(NamedTuple):
    val_: int
    fun: Tensor
    when: List[str]
    snake_case_field: bool


class Keywords(torch.nn.Module):
    def forward(self, x: Tensor) -> Result:
        return Result(1, x, ["a"], True)


def build():
    return torch.jit.script(Keywords().eval())
