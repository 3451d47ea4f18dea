"""Bool and None defaults, and None against no default."""

from typing import List, Optional

import torch
from torch import Tensor


class DefaultsBoolNone(torch.nn.Module):
    def forward(
        self,
        required: Optional[Tensor],
        yes: bool = True,
        no: bool = False,
        nothing: Optional[Tensor] = None,
        number: Optional[int] = None,
        items: Optional[List[str]] = None,
    ) -> Optional[Tensor]:
        return required


def build():
    return torch.jit.script(DefaultsBoolNone().eval())
