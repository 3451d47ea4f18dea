"""Futures: saved, but the lite loader refuses them."""

import torch


class FutureModel(torch.nn.Module):
    def forward(self, x: torch.jit.Future[int]) -> int:
        return 1


def build():
    return torch.jit.script(FutureModel().eval())
