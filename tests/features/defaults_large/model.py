"""Defaults too large for Kotlin source: the arguments are required there, and build says so."""

import torch

NUMBERS = ", ".join(map(str, range(1001)))
METHOD = f"""
def forward(self, numbers: List[int] = [{NUMBERS}], text: str = "{"x" * 10_001}") -> int:
    return len(numbers)
"""


class DefaultsLarge(torch.nn.Module):
    pass


def build():
    module = torch.jit.script(DefaultsLarge().eval())
    module.define(METHOD)
    return module
