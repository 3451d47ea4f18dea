"""What `kmpgen inspect` prints, whichever of its options are given."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmpgen.config import Config
from kmpgen.inspect import describe, render_text
from kmpgen.modelfile import read_described


@dataclass(frozen=True)
class Inspection:
    """Text for stdout, and whether what was asked for certainly cannot be: a runtime that cannot load the model."""

    text: str
    fits: bool = True


def inspect(path: Path, as_json: bool) -> Inspection:
    """One model, as a text or as JSON."""
    model = read_described(path)
    return Inspection(_json(describe(model)) if as_json else render_text(model))


def on_runtimes(path: Path, as_json: bool, names: Sequence[str], config: Config) -> Inspection:
    """The same, with what the named runtimes make of it. Raises KMP851 for a name that is none."""
    from kmpgen.fitness import report, runtimes

    chosen = runtimes.named(names, config)
    model = read_described(path)
    found = report.report(model, chosen)
    fits = "all" in names or found.verdict != "cannot load"
    if as_json:
        return Inspection(_json({**describe(model), "fitness": report.as_dict(found)}), fits)
    return Inspection(render_text(model) + "\n" + "".join(f"{line}\n" for line in report.lines(found)), fits)


def operators(paths: Sequence[Path]) -> str:
    """The operators of all models as PyTorch's selective build takes them. Raises KMP852."""
    from kmpgen.fitness.operatorlist import operator_list

    return operator_list([read_described(path) for path in paths])


def _json(value: object) -> str:
    return json.dumps(value, indent=2, allow_nan=False) + "\n"
