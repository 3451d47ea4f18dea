"""Tensors wherever an argument may have them, each with what it has to be."""

import json
from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor


class Window(NamedTuple):
    frames: Tensor
    mask: Optional[Tensor]
    length: int


class Guards(torch.nn.Module):
    def forward(self, tokens: Tensor, mask: Optional[Tensor] = None, forward_guard: int = 1) -> Tensor:
        scores = tokens.to(torch.float32) * float(forward_guard)
        return scores if mask is None else scores * mask

    @torch.jit.export
    def windows(self, window: Window, pair: Optional[Tuple[Tensor, Tensor]] = None) -> Tensor:
        return window.frames if pair is None else window.frames + pair[0] * pair[1]

    @torch.jit.export
    def step(self, frame: Tensor, state: List[List[Tensor]]) -> List[List[Tensor]]:
        return [[frame + each for each in layer] for layer in state]

    @torch.jit.export
    def named(self, inputs: Dict[str, Tensor], by_number: Optional[Dict[int, Tensor]] = None) -> Tensor:
        return inputs["left"] - inputs["right"]

    @torch.jit.export
    def layered(
        self,
        layers: List[List[Tuple[Tensor, List[Tensor]]]],
        by_name: Optional[Dict[str, Optional[Tuple[int, Tensor]]]] = None,
    ) -> Tensor:
        return layers[0][0][0]

    @torch.jit.export
    def reset(self, seed: Tensor) -> None:
        pass

    @torch.jit.export
    def free(self, x: Tensor) -> Tensor:
        return x


def build():
    return torch.jit.script(Guards().eval())


TOKENS = {"dtype": "int64", "shape": ["batch", "length"]}
FRAMES = {"dtype": "float32", "shape": ["frames", 4]}
METADATA = {
    "metadata_version": 1,
    "methods": {
        "forward": {
            "arguments": {
                "tokens": {"name": "input_ids", **TOKENS},
                "mask": {"dtype": "float32", "shape": ["batch", "length"]},
                "forward_guard": {"minimum": 1},
            },
        },
        "windows": {
            "arguments": {
                "window": {"fields": {"frames": FRAMES, "mask": {"shape": ["frames", "_"]}}},
                "pair": {"class": "Pair2", "elements": [{"name": "scale", "shape": []}, FRAMES]},
            },
        },
        "step": {
            "arguments": {
                "frame": {"shape": ["size"]},
                "state": {"items": {"items": {"dtype": "float32", "shape": ["size"]}}},
            },
        },
        "named": {
            "arguments": {
                "inputs": {
                    "entries": {'le"ft$': {"dtype": "int64"}, "left": {"shape": [2]}},
                    "items": {"dtype": "float32"},
                },
                "by_number": {"entries": {"-1": {"dtype": "int64"}}, "items": {"shape": ["_", "_", "_"]}},
            },
        },
        "layered": {
            "arguments": {
                "layers": {"items": {"items": {"elements": [{"dtype": "int64"}, {"items": {"shape": ["size"]}}]}}},
                "by_name": {
                    "entries": {"one": {"elements": [{}, {"shape": [1]}]}},
                    "items": {"elements": [{}, {"shape": ["size"]}]},
                },
            },
        },
        "reset": {"arguments": {"seed": {"dtype": "int64", "shape": []}}},
        "free": {"arguments": {"x": {"description": "Whatever."}}, "result": {"dtype": "float32"}},
    },
}
EXTRA_FILES = {"kmpgen.json": json.dumps(METADATA)}
