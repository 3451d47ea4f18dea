"""A net that redraws photos, as those of AnimeGAN do: an image to an image of the same size.

Small, with random weights: its pictures are abstract.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional


class Layer(nn.Sequential):
    """A convolution over mirrored edges, so that no frame is drawn."""

    def __init__(self, before: int, after: int, size: int = 3, stride: int = 1, groups: int = 1) -> None:
        super().__init__(
            nn.ReflectionPad2d(size // 2),
            nn.Conv2d(before, after, size, stride, groups=groups, bias=False),
            nn.GroupNorm(1, after),
            nn.LeakyReLU(0.2),
        )


class Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(Layer(width, 2 * width, 1), Layer(2 * width, 2 * width, groups=2 * width))
        self.output = nn.Sequential(nn.Conv2d(2 * width, width, 1, bias=False), nn.GroupNorm(1, width))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.output(self.layers(x))


class Double(nn.Module):
    """Twice as large."""

    def forward(self, x: Tensor) -> Tensor:
        return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


class StyleTransfer(nn.Module):
    """Redraws photos."""

    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            Layer(3, width, 7),
            Layer(width, 2 * width, stride=2),
            Layer(2 * width, 4 * width, stride=2),
            *(Residual(4 * width) for _ in range(4)),
            Double(),
            Layer(4 * width, 2 * width),
            Double(),
            Layer(2 * width, width),
            nn.Conv2d(width, 3, 1),
            nn.Tanh(),
        )

    def forward(self, photo: Tensor) -> Tensor:
        """The photo, drawn anew."""
        return self.layers(photo)


def build() -> StyleTransfer:
    torch.manual_seed(0)
    return StyleTransfer().eval()
