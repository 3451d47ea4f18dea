"""What `kmpgen record` runs: the sample's parity tests come of it."""

import torch

TEXTS = ["this product is great!", "terrible, would not buy it again", "", "qwertz \U0001f600", "GREAT " * 50]


def preprocess():
    return [(text,) for text in TEXTS]


def forward():
    yield (torch.tensor([1, 2, 3]),)
    yield (torch.tensor([0]),)
    yield (torch.tensor([1.5]),)  # ids are whole numbers: the model raises


def classify():
    for text in TEXTS:
        yield (text,)
        yield text, 0.99


def labels():
    return [()]
