"""What the committed sample model says when torch's lite interpreter runs it: ``python -m tests.sample_model FILE``.

In a process of its own: torch takes seconds to import, and its lite interpreter ends it on a wrong argument type.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

from torch.jit.mobile import _export_operator_list, _load_for_lite_interpreter

REVIEWS = Path(__file__).parents[1] / "generated" / "sentiment" / "reviews.tsv"


def describe(path: Path) -> dict[str, Any]:
    module = _load_for_lite_interpreter(str(path))

    def run(method: str, *arguments: object) -> Any:
        return module.run_method(method, *arguments)

    ids = run("preprocess", "Great, GREAT sound!")
    unknown = run("preprocess", "?!")
    held_out = _sentences("test")
    labels = [run("classify", text, 0.5)[0] for text, _ in held_out]
    probabilities = [run("forward", run("preprocess", text)) for text, _ in held_out]
    return {
        "operators": sorted(_export_operator_list(module)),
        "labels": run("labels"),
        "great": {"dtype": str(ids.dtype), "ids": ids.tolist()},
        "no_words": unknown.tolist(),
        "no_words_classified": list(run("classify", "", 0.5)),
        "classified": list(run("classify", "this product is great!", 0.5)),
        "classified_strictly": list(run("classify", "this product is great!", 1.0)),
        "right": sum(label == wanted for label, (_, wanted) in zip(labels, held_out, strict=True)),
        "held_out": len(held_out),
        "probabilities": [p.tolist() for p in probabilities],
        "labels_said": labels,
    }


def _sentences(split: str) -> list[tuple[str, str]]:
    with REVIEWS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row["label"]) for row in rows if row["split"] == split]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(describe(Path(sys.argv[1]))))
