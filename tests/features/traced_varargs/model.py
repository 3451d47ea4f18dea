"""A traced module with *args: torch makes up the names."""

import torch


class TracedVarargs(torch.nn.Module):
    def forward(self, *xs):
        return xs[0] + xs[1]


def build():
    return torch.jit.trace(TracedVarargs().eval(), (torch.ones(2), torch.ones(2)))
