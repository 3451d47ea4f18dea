"""Devices, as arguments, results and defaults."""

from typing import Optional

import torch
from torch import Tensor


class DeviceModel(torch.nn.Module):
    def forward(self, x: Tensor, device: torch.device) -> torch.device:
        return x.to(device).device

    @torch.jit.export
    def default(self, device: torch.device = torch.device("cpu")) -> int:
        return 1

    @torch.jit.export
    def generator(self, g: Optional[torch.Generator] = None) -> int:
        return 1

    @torch.jit.export
    def plain(self, x: torch.Tensor) -> torch.Tensor:
        return x


def build():
    return torch.jit.script(DeviceModel().eval())
