"""Names beyond ASCII."""

import torch
from torch import Tensor


class NamesUnicode(torch.nn.Module):
    def forward(self, größe: Tensor, ñ: str, x: int) -> Tensor:
        return größe


def build():
    return torch.jit.script(NamesUnicode().eval())
