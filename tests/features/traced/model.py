"""A traced module with untyped containers."""

import torch


class Traced(torch.nn.Module):
    def forward(self, image, other):
        return image, (other, image + 1), [image, other]


def build():
    return torch.jit.trace(Traced().eval(), (torch.ones(2), torch.ones(2)), strict=False)
