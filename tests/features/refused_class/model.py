"""A TorchScript class as argument."""

import torch


@torch.jit.script
class Counter:
    def __init__(self, value: int):
        self.value = value


class ClassModel(torch.nn.Module):
    def forward(self, counter: Counter) -> int:
        return counter.value


def build():
    return torch.jit.script(ClassModel().eval())
