"""A method that returns nothing."""

import torch


class NoneResult(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.count = 0

    def forward(self, by: int) -> None:
        self.count += by

    @torch.jit.export
    def total(self) -> int:
        return self.count


def build():
    return torch.jit.script(NoneResult().eval())
