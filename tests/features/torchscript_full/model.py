"""A full TorchScript file: signatures stand in its sources alone."""

from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor

SAVE = "torchscript"
EXTRA_FILES = {"metadata.json": "{}"}


class Answer(NamedTuple):
    text: str
    score: Optional[float]
    logits: Dict[str, List[Tensor]]


class FullModel(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(3, 2)

    def forward(self, x: Tensor, top: int = 3, bias: Optional[Tensor] = None) -> Answer:
        return Answer("yes", None, {"all": [self.linear(x)]})

    @torch.jit.export
    def again(self, answers: List[Answer], required: Optional[int]) -> Tuple[Answer, int]:
        return answers[0], 1


def build():
    return torch.jit.script(FullModel().eval())
