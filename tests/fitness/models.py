"""Makes `nnapi.ptl`: a convolution, lowered to Android's NNAPI. `python tests/fitness/models.py`, with torch 2.13."""

from pathlib import Path

import torch
from torch.backends._nnapi.prepare import convert_model_to_nnapi


class Small(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = torch.nn.Conv2d(1, 2, 3)

    def forward(self, x):
        return torch.relu(self.convolution(x))


if __name__ == "__main__":
    torch.manual_seed(0)
    example = torch.zeros(1, 1, 8, 8).contiguous(memory_format=torch.channels_last)
    example.nnapi_nhwc = True
    with torch.no_grad():
        traced = torch.jit.trace(Small().eval(), example)
    convert_model_to_nnapi(traced, example)._save_for_lite_interpreter(str(Path(__file__).with_name("nnapi.ptl")))
