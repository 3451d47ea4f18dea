"""nn.LSTM, whose overloads name NamedTuples of torch: saved, but the lite loader refuses it."""

import torch


def build():
    return torch.jit.script(torch.nn.LSTM(3, 2).eval())
