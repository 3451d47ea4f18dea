"""Strings in and out."""

from typing import List

import torch


class Strings(torch.nn.Module):
    def forward(self, text: str) -> str:
        return text + "!"

    @torch.jit.export
    def split(self, text: str, separator: str) -> List[str]:
        return text.split(separator)


def build():
    return torch.jit.script(Strings().eval())
