"""Trains the sample model on `reviews.tsv` and writes `sentiment.ptl`: ``python generated/sentiment/train.py [FILE]``.

Takes seconds on one core and needs torch alone. The weights are the same from run to run of one torch on one kind of
machine; another torch may round differently.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import torch
from model import SentimentClassifier
from torch import Tensor, nn

HERE = Path(__file__).parent
EPOCHS = 60

Example = tuple[str, int]
"""A text and the number of its label."""


def main(path: Path = HERE / "sentiment.ptl") -> int:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    training, held_out = read("train"), read("test")
    model = SentimentClassifier(vocabulary(training))
    train(model, training)
    found = accuracy(model, held_out)
    print(f"{len(training)} sentences trained on, {found:.1%} of {len(held_out)} others right")  # noqa: T201
    save(model, path, found)
    return 0


def read(split: str) -> list[Example]:
    """The sentences of one `split` of the reviews, ``train`` or ``test``."""
    with (HERE / "reviews.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row["text"], int(row["label"] == "positive")) for row in rows if row["split"] == split]


def vocabulary(examples: Sequence[Example]) -> list[str]:
    """The words that stand in more than one sentence; the others teach nothing but their own sentence."""
    split = SentimentClassifier([])._words
    seen = Counter(word for text, _ in examples for word in set(split(text)))
    return sorted(word for word, count in seen.items() if count > 1)


def train(model: SentimentClassifier, examples: Sequence[Example]) -> None:
    # Weight decay, and words left out at random: 240 sentences are soon known by heart.
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.02, weight_decay=0.05)
    sentences = [(model.preprocess(text), torch.tensor(label)) for text, label in examples]
    model.train()
    for _ in range(EPOCHS):
        for index in torch.randperm(len(sentences)).tolist():
            ids, label = sentences[index]
            loss = nn.functional.nll_loss(torch.log(model(forgetful(ids))), label)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    model.eval()


def forgetful(ids: Tensor) -> Tensor:
    """`ids`, one in five of them unknown."""
    return torch.where(torch.rand(ids.shape) < 0.2, torch.zeros_like(ids), ids)


def accuracy(model: SentimentClassifier, examples: Sequence[Example]) -> float:
    with torch.inference_mode():
        right = sum(int(model(model.preprocess(text)).argmax()) == label for text, label in examples)
    return right / len(examples)


def save(model: SentimentClassifier, path: Path, found: float) -> None:
    metadata = {
        "description": "Sentiment of a short English text",
        "license": "Apache-2.0",
        "held_out_accuracy": round(found, 4),
    }
    scripted = torch.jit.script(model)
    scripted._save_for_lite_interpreter(str(path), _extra_files={"metadata.json": json.dumps(metadata)})


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
