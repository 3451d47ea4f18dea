"""A plain torch.nn.Sequential."""

import torch


def build():
    return torch.jit.script(torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU()).eval())
