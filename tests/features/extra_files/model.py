"""Extra files stored in the model."""

import torch
from torch import Tensor

EXTRA_FILES = {"metadata.json": '{"labels": ["cat", "dog"]}', "nested/vocabulary.txt": "a\nb\n"}


class ExtraFiles(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x


def build():
    return torch.jit.script(ExtraFiles().eval())
