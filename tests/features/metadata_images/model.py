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
        },
        "style": {
            "arguments": {
                "picture": {
                    "shape": ["height", "width", 3],
                    "image": {"layout": "HWC", "channels": "BGR", "scale": 2, "mean": [1, 2, 3.5]},
                },
                "mask": {"shape": [1, "height", "width"], "image": {"channels": "GRAY"}},
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
        "bytes": {"arguments": {"x": {"dtype": "uint8", "shape": [3, 2, 2], "image": {}}}},
    },
}
EXTRA_FILES = {"kmpgen.json": json.dumps(METADATA)}
