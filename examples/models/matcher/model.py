"""Two towers, as CLIP has them: photos and texts become vectors, near where one shows what the other says.

Small, with random weights. It is traced: several inputs, several methods.
"""

import torch
from torch import Tensor, nn

WORDS = 512
WIDTH = 32


class PhotoTower(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        layers = []
        for before, after in ((3, 16), (16, 32), (32, 64)):
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.GELU()]
        self.layers = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, WIDTH))

    def forward(self, photos):
        return nn.functional.normalize(self.layers(photos), dim=1)


class TextTower(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(WORDS, WIDTH)
        self.attention = nn.MultiheadAttention(WIDTH, num_heads=4, batch_first=True)
        self.output = nn.Linear(WIDTH, WIDTH)

    def forward(self, tokens, mask):
        words = self.embedding(tokens)
        attended, _ = self.attention(words, words, words, key_padding_mask=mask == 0, need_weights=False)
        weights = mask.unsqueeze(2).to(attended.dtype)
        mean = (attended * weights).sum(1) / weights.sum(1)
        return nn.functional.normalize(self.output(mean), dim=1)


class PhotoTextMatcher(nn.Module):
    """Finds the text that fits a photo, and the photo that fits a text."""

    def __init__(self) -> None:
        super().__init__()
        self.photos = PhotoTower()
        self.texts = TextTower()
        self.scale = nn.Parameter(torch.tensor(10.0))

    def forward(self, photos: Tensor, tokens: Tensor, mask: Tensor):
        """How well each text fits each photo."""
        scores = self.scale * self.embed_photos(photos) @ self.embed_texts(tokens, mask).T
        return scores.softmax(1), scores.softmax(0).T

    def embed_photos(self, photos: Tensor) -> Tensor:
        """A vector of length 1 for each photo, to keep and search in."""
        return self.photos(photos)

    def embed_texts(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """A vector of length 1 for each text."""
        return self.texts(tokens, mask)


def build() -> PhotoTextMatcher:
    torch.manual_seed(0)
    return PhotoTextMatcher().eval()
