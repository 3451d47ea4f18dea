"""Float defaults: inf, nan, -0.0 and numbers at the edges."""

import math

import torch


class DefaultsFloat(torch.nn.Module):
    def forward(
        self,
        half: float = 0.5,
        whole: float = 1.0,
        tenth: float = 0.1,
        negative_zero: float = -0.0,
        tiny: float = 1e-300,
        denormal: float = 5e-324,
        huge: float = 1.7976931348623157e308,
        infinite: float = math.inf,
        negative_infinite: float = -math.inf,
        undefined: float = math.nan,
    ) -> float:
        return half


def build():
    return torch.jit.script(DefaultsFloat().eval())
