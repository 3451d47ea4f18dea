"""Metadata in the model, partly overridden by what stands beside it."""

import json
from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor


class Flower(NamedTuple):
    cls: int
    score: float


class Flowers(torch.nn.Module):
    def forward(self, x: Tensor, temperature: float = 1.0) -> Tensor:
        return torch.softmax(x.mean((2, 3)) / temperature, 1)

    @torch.jit.export
    def best(self, x: Tensor, region: Optional[Tuple[int, int]] = None) -> Tuple[str, Tuple[int, float]]:
        scores = self.forward(x, 1.0)[0]
        index = int(scores.argmax())
        return ["daisy", "rose", "tulip"][index], (index, float(scores[index]))

    @torch.jit.export
    def flower(self, index: int) -> Flower:
        return Flower(index, 1.0)

    @torch.jit.export
    def segment(self, x: Tensor) -> Dict[str, Tensor]:
        return {"out": x * 2.0, "aux": x[:, 0]}

    @torch.jit.export
    def step(self, state: List[Tensor], rates: List[float]) -> List[List[Tensor]]:
        return [state, [state[0] * rates[0]]]

    @torch.jit.export
    def plain(self, x: int) -> int:
        return x


def build():
    return torch.jit.script(Flowers().eval())


PHOTOS = {"dtype": "float32", "shape": ["batch", 3, "height", "width"]}
METADATA = {
    "metadata_version": 1,
    "name": "Flowers",
    "version": "1.2.0",
    "author": "Acme",
    "license": "CC-BY-4.0",
    "description": "Tells which flower a photo shows.\n\nTrained on photos of gardens, not on drawings.",
    "methods": {
        "forward": {
            "description": "Scores of all flowers for each photo.",
            "arguments": {
                "x": {"name": "photos", "description": "Photos of one flower each.", **PHOTOS},
                "temperature": {"description": "Above 1: less sure.", "minimum": 0.01},
            },
            "result": {
                "description": "How sure the model is of each flower",
                "dtype": "float32",
                "shape": ["batch", 3],
                "minimum": 0,
                "maximum": 1,
                "labels_file": "flowers.txt",
            },
        },
        "best": {"arguments": {"x": PHOTOS}},
        "flower": {"result": {"description": "A flower.", "fields": {"score": {"minimum": 0, "maximum": 1}}}},
        "segment": {
            "arguments": {"x": PHOTOS},
            "result": {
                "entries": {
                    "out": {"shape": ["batch", 3, "height", "width"], "description": "Scores of each pixel"},
                    "aux": {"shape": ["batch", "height", "width"]},
                },
            },
        },
        "step": {
            "arguments": {
                "state": {"items": {"dtype": "float32", "shape": ["_"], "description": "What came before."}},
                "rates": {"unit": "1/s", "minimum": 0},
            },
            "result": {"description": "The states, new and old.", "items": {"items": {"dtype": "float32"}}},
        },
    },
}
EXTRA_FILES = {"kmpgen.json": json.dumps(METADATA), "flowers.txt": "daisy\nrose\ntulip\n"}
