"""MobileNetV2 with int8 weights and int8 arithmetic, as torchvision quantizes it: a gray image to scores of ten digits.

Its weights are random, and it is a quarter as wide. It is quantized here, before the export, for the engine of phones.
"""

import warnings

import torch
from torch import Tensor, nn
from torchvision.models.quantization import mobilenet_v2

SETTING = [[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 2, 2], [6, 64, 2, 2]]
"""torchvision's, with fewer layers: expansion, channels, how many, stride."""


class DigitReader(nn.Module):
    """Reads a digit. All of its arithmetic is in int8."""

    def __init__(self) -> None:
        super().__init__()
        self.network = mobilenet_v2(num_classes=10, width_mult=0.25, inverted_residual_setting=SETTING)

    def forward(self, image: Tensor) -> Tensor:
        """How probable each digit is."""
        return torch.softmax(self.network(image.expand(-1, 3, -1, -1)), 1)


def build() -> DigitReader:
    torch.manual_seed(0)
    torch.backends.quantized.engine = "qnnpack"
    model = DigitReader()
    images = torch.rand(8, 1, 32, 32)
    with torch.no_grad(), warnings.catch_warnings(action="ignore"):
        for _ in range(4):  # batch norms learn their statistics, so that random weights tell images apart
            model(images)
        model.eval().network.fuse_model(is_qat=False)
        model.network.qconfig = torch.ao.quantization.get_default_qconfig("qnnpack")
        torch.ao.quantization.prepare(model, inplace=True)
        model(images)
        return torch.ao.quantization.convert(model, inplace=True)
