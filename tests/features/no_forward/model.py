"""A module without forward."""

import torch
from torch import Tensor


class NoForward(torch.nn.Module):
    @torch.jit.export
    def run(self, x: Tensor) -> Tensor:
        return x


def build():
    return torch.jit.script(NoForward().eval())
