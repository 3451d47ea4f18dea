"""DeepLabV3 as torchvision has it, over a small MobileNetV3: an image to a class for each of its pixels.

Its weights are random. It has torchvision's auxiliary classifier too, so that its Dict has two keys.
"""

import torch
from torch import nn
from torchvision.models import mobilenet_v3_small
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.segmentation.deeplabv3 import ASPP, DeepLabV3
from torchvision.models.segmentation.fcn import FCNHead

CLASSES = 21
WIDTH = 32


def build() -> DeepLabV3:
    torch.manual_seed(0)
    features = mobilenet_v3_small(width_mult=0.5, dilated=True).features[:9]
    backbone = IntermediateLayerGetter(features, {"8": "out", "3": "aux"})
    # torchvision's own DeepLabHead is 256 wide, 16 MB of weights.
    head = nn.Sequential(ASPP(24, [6, 12, 18], WIDTH), nn.Conv2d(WIDTH, CLASSES, 1))
    model = DeepLabV3(backbone, head, FCNHead(16, CLASSES))
    with torch.no_grad():
        for _ in range(4):  # batch norms learn their statistics, so that random weights tell pixels apart
            model(torch.randn(4, 3, 64, 64))
    return model.eval()
