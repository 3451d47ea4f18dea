"""Helper and private methods, compiled because something calls them, and dunder methods."""

import torch
from torch import Tensor


class Helpers(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return self._private(self.helper(x))

    def helper(self, x: Tensor) -> Tensor:
        return x + 1

    def _private(self, x: Tensor) -> Tensor:
        return x * 2

    def never_called(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def __len__(self) -> int:
        return 3

    @torch.jit.ignore
    def ignored(self, x: Tensor) -> Tensor:
        return x


def build():
    return torch.jit.script(Helpers().eval())
