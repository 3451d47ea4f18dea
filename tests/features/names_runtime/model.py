"""Arguments and methods with names that the generated code and Kotlin use itself."""

from typing import List

import torch
from torch import Tensor


class NamesRuntime(torch.nn.Module):
    def forward(self, module: int, IValue: int, result: int, value: int, signatures: int, TorchModule: int) -> int:
        return module

    @torch.jit.export
    def types(self, Tensor: int, String: int, List: int, Long: int, Map: int, Unit: int, kotlin: int) -> int:
        return Tensor

    @torch.jit.export
    def module(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def from_(self, x: List[int]) -> List[int]:
        return x


def build():
    return torch.jit.script(NamesRuntime().eval())
