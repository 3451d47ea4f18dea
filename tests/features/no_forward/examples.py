"""A method of another name."""

import torch


def run():
    yield (torch.ones(1),)
