"""Images of each layout and order of channels, beside what torch itself makes of the same pixels."""

import json
from typing import List, NamedTuple, Optional

import torch
from torch import Tensor


class Pair(NamedTuple):
    left: Tensor
    right: Tensor


class Photos(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 1.0

    @torch.jit.export
    def style(self, picture: Tensor, mask: Optional[Tensor] = None) -> Tensor:
        return picture * 1.0

    @torch.jit.export
    def pair(self, pair: Pair) -> Tensor:
        return pair.left - pair.right

    @torch.jit.export
    def bytes(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def resized(self, pixels: Tensor, size: List[int]) -> Tensor:
        """HWC, uint8 or wider, to 1CHW: 0 to 255."""
        planes = pixels.to(torch.float32).permute(2, 0, 1).unsqueeze(0)
        # What interpolate(planes, size, mode="bilinear", align_corners=False, antialias=False) calls; scripted, that
        # brings the operators of all other modes into the file, newer ones than phones have.
        return torch._C._nn.upsample_bilinear2d(planes, size, False, None)

    @torch.jit.export
    def normalized(self, planes: Tensor, scale: float, mean: List[float], std: List[float]) -> Tensor:
        means, stds = torch.tensor(mean).reshape(1, -1, 1, 1), torch.tensor(std).reshape(1, -1, 1, 1)
        return (planes * scale - means) / stds

    @torch.jit.export
    def cutout(self, picture: Tensor) -> Tensor:
        return picture * 1.0

    @torch.jit.export
    def precise(self, x: Tensor) -> Tensor:
        return x.to(torch.float64)

    @torch.jit.export
    def split(self, x: Tensor) -> Pair:
        return Pair(x[:3], x[3:])

    @torch.jit.export
    def levels(self, planes: Tensor, scale: float, mean: List[float], std: List[float]) -> Tensor:
        """1CHW to 0 to 255, rounded."""
        # Of doubles, by operators that phones have: torch.tensor(mean) would be of floats.
        means, stds = torch.zeros([len(mean)], dtype=torch.float64), torch.zeros([len(std)], dtype=torch.float64)
        for index in range(len(mean)):
            means[index] = mean[index]
            stds[index] = std[index]
        exact = (planes.to(torch.float64) * stds.reshape(1, -1, 1, 1) + means.reshape(1, -1, 1, 1)) / scale
        return torch.floor(exact + 0.5).clamp(0.0, 255.0).to(torch.int64)

    @torch.jit.export
    def turned(self, planes: Tensor) -> Tensor:
        """CHW RGB to HWC BGR."""
        return planes[0].flip([0]).permute(1, 2, 0)

    @torch.jit.export
    def gray(self, planes: Tensor) -> Tensor:
        weights = torch.tensor([0.299, 0.587, 0.114]).reshape(1, 3, 1, 1)
        return (planes * weights).sum(1)


def build():
    return torch.jit.script(Photos().eval())


MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CLEAR = {"channels": "RGBA", "mean": [0.5, 0.5, 0.5, 0], "std": [0.25, 0.5, 1, 1]}
METADATA = {
    "metadata_version": 1,
    "methods": {
        "forward": {
            "arguments": {
                "x": {
                    "name": "photos",
                    "dtype": "float32",
                    "shape": ["batch", 3, 5, 7],
                    "image": {"mean": MEAN, "std": STD},
                }
            },
            "result": {"shape": ["batch", 3, 5, 7], "image": {"mean": MEAN, "std": STD}},
        },
        "style": {
            "arguments": {
                "picture": {
                    "shape": ["height", "width", 3],
                    "image": {"layout": "HWC", "channels": "BGR", "scale": 2, "mean": [1, 2, 3.5]},
                },
                "mask": {"shape": [1, "height", "width"], "image": {"channels": "GRAY"}},
            },
            "result": {
                "shape": ["height", "width", 3],
                "image": {"layout": "HWC", "channels": "BGR", "scale": 2, "mean": [1, 2, 3.5]},
            },
        },
        "cutout": {
            "arguments": {"picture": {"shape": [4, "height", "width"], "image": CLEAR}},
            "result": {"dtype": "float32", "shape": [4, "height", "width"], "image": CLEAR},
        },
        "gray": {"result": {"shape": [1, "height", "width"], "image": {"channels": "GRAY"}}},
        "precise": {
            "arguments": {"x": {"shape": ["batch", 3, "height", "width"], "image": {"crop": 0.875}}},
            "result": {"dtype": "float64", "shape": ["batch", 3, "height", "width"], "image": {}},
        },
        "split": {
            "result": {
                "fields": {
                    "left": {"shape": [3, "height", "width"], "image": {}},
                    "right": {"shape": [3, "height", "width"], "image": {"scale": 1}},
                }
            }
        },
        "pair": {
            "arguments": {
                "pair": {
                    "fields": {
                        "left": {"shape": [3, 2, 2], "image": {}},
                        "right": {"shape": [3, 2, 2], "image": {}},
                    }
                }
            }
        },
        "turned": {"arguments": {"planes": {"shape": [1, 3, "height", "width"], "image": {"crop": 1}}}},
        "bytes": {
            "arguments": {"x": {"dtype": "uint8", "shape": [3, 2, 2], "image": {"scale": 1}}},
            "result": {"dtype": "uint8", "shape": [3, 2, 2], "image": {"scale": 1}},
        },
    },
}
EXTRA_FILES = {"kmpgen.json": json.dumps(METADATA)}
