"""Integer defaults, the extremes too."""

import torch


class DefaultsInt(torch.nn.Module):
    def forward(
        self,
        zero: int = 0,
        negative: int = -5,
        byte: int = 255,
        short: int = 65535,
        wide: int = 3000000000,
        largest: int = 9223372036854775807,
        smallest: int = -9223372036854775808,
    ) -> int:
        return zero


def build():
    return torch.jit.script(DefaultsInt().eval())
