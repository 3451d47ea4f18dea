"""Each method is traced with its first example; the others are of other sizes, so that none is taken for fixed."""

import torch

random = torch.Generator().manual_seed(1)


def _photos(count):
    return torch.randn(count, 3, 32, 32, generator=random)


def _texts(count, length):
    """Token numbers, and a mask that is 1 where there is a word: texts differ in length."""
    tokens = torch.randint(0, 512, (count, length), generator=random)
    mask = torch.ones(count, length, dtype=torch.int64)
    for number in range(1, count):
        mask[number, length - number :] = 0
    return tokens, mask


def forward():
    yield (_photos(2), *_texts(3, 7))
    yield (_photos(1), *_texts(4, 5))


def embed_photos():
    yield (_photos(2),)
    yield (_photos(1),)


def embed_texts():
    yield _texts(3, 7)
    yield _texts(1, 2)
