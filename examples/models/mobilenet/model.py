"""MobileNetV2 as torchvision has it, thinned to a quarter of its width: an image to scores of ImageNet's 1,000 classes.

Its weights are random: what it says of a photo means nothing, but it takes and gives what a trained one does.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torchvision.models import MobileNetV2
from torchvision.ops.misc import Conv2dNormActivation

LABELS = Path(__file__).with_name("labels.txt").read_text(encoding="utf-8").splitlines()
LAST_WIDTH = 96


class MobileNet(nn.Module):
    """Tells what a photo shows: MobileNetV2 over the 1,000 classes of ImageNet."""

    def __init__(self) -> None:
        super().__init__()
        self.network = MobileNetV2(num_classes=len(LABELS), width_mult=0.25)
        width = self.network.features[-1][0].in_channels
        # By itself the last layer stays 1,280 wide, and would be nearly all of the file.
        self.network.features[-1] = Conv2dNormActivation(
            width, LAST_WIDTH, kernel_size=1, norm_layer=nn.BatchNorm2d, activation_layer=nn.ReLU6
        )
        self.network.classifier[1] = nn.Linear(LAST_WIDTH, len(LABELS))

    def forward(self, photos: Tensor) -> Tensor:
        """How probable each class is for each photo."""
        return torch.softmax(self.network(photos), 1)


def build() -> MobileNet:
    torch.manual_seed(0)
    model = MobileNet()
    with torch.no_grad():
        for _ in range(8):  # batch norms learn their statistics, so that random weights tell images apart
            model(torch.randn(4, 3, 64, 64))
        model.network.classifier[1].weight.mul_(8)
    return model.eval()
