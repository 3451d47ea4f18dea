"""NamedTuples in containers and in each other."""

from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor


class Box(NamedTuple):
    corner: Tuple[float, float]
    size: Tuple[float, float]


class Detection(NamedTuple):
    box: Box
    label: str
    features: Optional[Tensor]


class Detections(NamedTuple):
    best: Detection
    all: List[Detection]
    by_label: Dict[str, Detection]


class Detector(torch.nn.Module):
    def forward(self, x: Tensor) -> Detections:
        box = Box((0.0, 0.0), (1.0, 1.0))
        found = Detection(box, "cat", x)
        return Detections(found, [found], {"cat": found})


def build():
    return torch.jit.script(Detector().eval())
