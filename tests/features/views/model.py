"""Results that lie in memory otherwise than row by row, share it with an input, or were written into one."""

import torch
from torch import Tensor


class Views(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = torch.zeros(2)

    def forward(self, x: Tensor) -> Tensor:
        return x.t()

    @torch.jit.export
    def every_other(self, x: Tensor) -> Tensor:
        return x[:, ::2]

    @torch.jit.export
    def channels_last(self, x: Tensor) -> Tensor:
        return x.contiguous(memory_format=torch.channels_last)

    @torch.jit.export
    def expanded(self, x: Tensor) -> Tensor:
        return x.expand(3, -1)

    @torch.jit.export
    def parts(self, x: Tensor) -> list[Tensor]:
        return [x, x[0], x.view(-1)[1:]]

    @torch.jit.export
    def add_in_place(self, x: Tensor) -> Tensor:
        x.add_(1)
        return x

    @torch.jit.export
    def accumulate(self, x: Tensor) -> Tensor:
        self.seen += x
        return self.seen


def build():
    return torch.jit.script(Views().eval())
