"""Labels of scores and of class numbers, wherever results have them."""

import json
from typing import Dict, List, NamedTuple, Tuple

import torch
from torch import Tensor


class Seen(NamedTuple):
    cls: int
    scores: Tensor


class Pets(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 1.0

    @torch.jit.export
    def precise(self, x: Tensor) -> Tensor:
        return x.to(torch.float64)

    @torch.jit.export
    def best(self, x: Tensor) -> Tuple[int, Tuple[int, Tensor]]:
        index = int(x[0].argmax())
        return index, (index, x)

    @torch.jit.export
    def seen(self, x: Tensor) -> Seen:
        return Seen(0, x)

    @torch.jit.export
    def segment(self, x: Tensor) -> Dict[str, Tensor]:
        return {"out": x * 1.0, "aux-1": x.argmax(1)}

    @torch.jit.export
    def order(self, x: Tensor) -> List[int]:
        # stable: of equal scores the first wins, which torch's topk and argmax do not promise
        result: List[int] = x[0].sort(stable=True, descending=True).indices.tolist()
        return result

    @torch.jit.export
    def many(self, x: Tensor) -> Tensor:
        return x * 1.0


def build():
    return torch.jit.script(Pets().eval())


PETS = ["cat", 'a "dog"\n$x', "Guinea pig"]
TWICE = ["cat", 'a "dog"\n$x', "cat"]
"""Two of one name: no enum."""
ODD = ["values", "class", "TableLamp", "crème brûlée", "Companion", "text", "name", "entries", "$x", "ordinal", "true"]
METADATA = {
    "metadata_version": 1,
    "methods": {
        "forward": {"result": {"dtype": "float32", "shape": ["batch", 3], "labels": PETS}},
        "precise": {"result": {"labels": PETS}},
        "best": {
            "result": {
                "elements": [
                    {"name": "top", "labels": PETS},
                    {"elements": [{"labels": ["a", "b"]}, {"labels": TWICE}]},
                ]
            }
        },
        "seen": {"result": {"fields": {"cls": {"labels": ODD}, "scores": {"labels": TWICE}}}},
        "segment": {
            "result": {
                "entries": {
                    "out": {"shape": ["_", 3, "height", "width"], "labels": TWICE},
                    "aux-1": {"dtype": "int64", "shape": ["_", "height", "width"], "labels": PETS},
                }
            }
        },
        "order": {"result": {"labels": PETS}},
        "many": {"result": {"labels": [f"class number\n{number}" for number in range(1500)]}},
    },
}
EXTRA_FILES = {"kmpgen.json": json.dumps(METADATA)}
