"""Two methods traced at once."""

import torch


class TraceModule(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(2, 2)

    def forward(self, x):
        return self.linear(x)

    def encode(self, a, b):
        return self.linear(a) + b


def build():
    x = torch.ones(1, 2)
    return torch.jit.trace_module(TraceModule().eval(), {"forward": x, "encode": (x, x)})
