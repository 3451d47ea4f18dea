"""The sample model: the sentiment of a short English text, from its words alone.

One embedding a word, their mean, and a linear layer. Everything that an app needs is in the file, tokenisation too.
"""

from typing import Dict, List, NamedTuple

import torch
from torch import Tensor, nn

UNKNOWN = 0
"""The id of every word that the vocabulary lacks, and of a text without words."""


class Sentiment(NamedTuple):
    """What `SentimentClassifier.classify` says of a text."""

    label: str
    """One of `SentimentClassifier.labels`."""
    score: float
    """The probability of "positive", from 0 to 1."""
    known_words: int
    """How many of the text's words the model has seen in training: 0 means that it guesses."""


class SentimentClassifier(nn.Module):
    vocabulary: Dict[str, int]

    def __init__(self, words: List[str], dimensions: int = 16) -> None:
        """`words` get the ids from 1 on, in their order."""
        super().__init__()
        self.vocabulary = {word: number for number, word in enumerate(words, start=UNKNOWN + 1)}
        self.embedding = nn.Embedding(len(words) + 1, dimensions)
        self.output = nn.Linear(dimensions, 2)

    def forward(self, input_ids: Tensor) -> Tensor:
        """The probability of each of `labels`, float32 of shape [2], for word ids, int64 of shape [words]."""
        return torch.softmax(self.output(self.embedding(input_ids).mean(0)), 0)

    @torch.jit.export
    def preprocess(self, text: str) -> Tensor:
        """The ids of the words of `text`, int64 of shape [words]; never empty."""
        ids: List[int] = []
        for word in self._words(text):
            ids.append(self.vocabulary.get(word, 0))
        if len(ids) == 0:
            ids.append(0)
        return torch.tensor(ids, dtype=torch.int64)

    @torch.jit.export
    def classify(self, text: str, threshold: float = 0.5) -> Sentiment:
        """The sentiment of `text`: "positive" where its probability is `threshold` or more."""
        ids = self.preprocess(text)
        score = float(self.forward(ids)[1].item())
        known = int((ids != 0).sum().item())
        return Sentiment(self.labels()[1] if score >= threshold else self.labels()[0], score, known)

    @torch.jit.export
    def labels(self) -> List[str]:
        """What the elements of `forward`'s result stand for."""
        return ["negative", "positive"]

    def _words(self, text: str) -> List[str]:
        """The words of `text`: runs of ASCII letters and digits, in lower case."""
        words: List[str] = []
        word = ""
        for character in text.lower() + " ":
            if character.isalnum():
                word += character
            elif len(word) > 0:
                words.append(word)
                word = ""
        return words
