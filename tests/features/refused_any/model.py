"""Any has no type."""

from typing import Any, List

import torch


class AnyModel(torch.nn.Module):
    def forward(self, x: Any) -> Any:
        return x

    @torch.jit.export
    def lists(self, x: List[Any]) -> int:
        return len(x)


def build():
    return torch.jit.script(AnyModel().eval())
