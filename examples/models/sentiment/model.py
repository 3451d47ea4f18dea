"""The sentiment of a text: an LSTM over its words, with the vocabulary inside. Its weights are random.

A trained one, small enough to read whole, is in generated/sentiment.
"""

from typing import Dict, List, NamedTuple, Optional

import torch
from torch import Tensor, nn

WORDS = "a and bad best broke good great it love never not poor terrible the this well work works worst".split()


class Sentiment(NamedTuple):
    """What the model says of a text."""

    label: int
    """Which of the labels."""
    scores: Tensor
    """How probable each is."""
    unknown: List[str]
    """The words of the text that the vocabulary lacks."""


class SentimentModel(nn.Module):
    """Tells whether a short English text is negative, neutral or positive."""

    vocabulary: Dict[str, int]

    def __init__(self) -> None:
        super().__init__()
        self.vocabulary = {word: number for number, word in enumerate(WORDS, 1)}
        self.embedding = nn.Embedding(len(WORDS) + 1, 32)
        self.lstm = nn.LSTM(32, 32, batch_first=True, bidirectional=True)
        self.output = nn.Linear(64, 3)

    def forward(self, words: Tensor) -> Tensor:
        """How probable each label is for each text.

        Args:
            words: numbers of words; 0 is any that the vocabulary lacks.
        """
        states, _ = self.lstm(self.embedding(words))
        return torch.softmax(self.output(states.mean(1)) * 8, 1)

    @torch.jit.export
    def analyze(self, text: str, neutral_below: Optional[float] = None) -> Sentiment:
        """The sentiment of one text.

        Args:
            text: any text; case does not matter, nor do signs.
            neutral_below: "neutral" where the best score is less than this.
        """
        ids: List[int] = []
        unknown: List[str] = []
        # Not split(): in TorchScript that breaks letters which are not ASCII.
        for word in text.lower().split(" "):
            if word in self.vocabulary:
                ids.append(self.vocabulary[word])
            elif len(word) > 0:
                ids.append(0)
                unknown.append(word)
        if len(ids) == 0:
            ids.append(0)
        scores = self.forward(torch.tensor([ids], dtype=torch.int64))[0]
        label = int(scores.argmax().item())
        if neutral_below is not None:
            if float(scores[label].item()) < neutral_below:
                label = 1
        return Sentiment(label, scores, unknown)


def build() -> SentimentModel:
    torch.manual_seed(0)
    return SentimentModel().eval()
