"""A dynamically quantized module: its weights are packed."""

import torch
from torch import Tensor


class Quantized(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


def build():
    module = torch.ao.quantization.quantize_dynamic(Quantized().eval(), {torch.nn.Linear})
    return torch.jit.script(module)
