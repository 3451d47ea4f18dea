"""What `kmpgen inspect` prints, whichever of its options are given."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmpgen.config import Config
from kmpgen.errors import Diagnostic
from kmpgen.inspect import describe, render_text
from kmpgen.modelfile import read_leniently
from kmpgen.printable import printable
from kmpgen.reading.torchscript import read_model


@dataclass(frozen=True)
class Inspection:
    """Text for stdout, and whether what was asked for certainly cannot be: a runtime that cannot load the model."""

    text: str
    fits: bool = True
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong with the metadata; all else is told all the same."""


def inspect(path: Path, as_json: bool) -> Inspection:
    """One model, as a text or as JSON."""
    from kmpgen.fitness import backends

    model, problems = read_leniently(path)
    needed = backends.backends(model)
    if as_json:
        return Inspection(_json({**describe(model), "backends": backends.as_list(needed)}), problems=problems)
    said = "".join(f"{line}\n" for line in backends.lines(needed))
    return Inspection(render_text(model) + ("\n" + said if said else ""), problems=problems)


def on_runtimes(path: Path, as_json: bool, names: Sequence[str], config: Config) -> Inspection:
    """The same, with what the named runtimes make of it. Raises KMP851 for a name that is none."""
    from kmpgen.fitness import report, runtimes

    chosen = runtimes.named(names, config)
    model, problems = read_leniently(path)
    found = report.report(model, chosen)
    fits = "all" in names or found.verdict != "cannot load"
    if as_json:
        return Inspection(_json({**describe(model), "fitness": report.as_dict(found)}), fits, problems)
    text = render_text(model) + "\n" + "".join(f"{line}\n" for line in report.lines(found))
    return Inspection(text, fits, problems)


def page(path: Path, output: Path, names: Sequence[str], config: Config) -> Inspection:
    """Writes the page of one model, with the named runtimes (none: all); the text says where. Raises KMP851, KMP854."""
    from kmpgen.fitness import runtimes
    from kmpgen.showing import content
    from kmpgen.showing import page as html

    chosen = runtimes.named(names or ["all"], config)
    model, problems = read_leniently(path)
    html.save(output, html.render(content.page(path, model, config, chosen)), path)
    return Inspection(f"{printable(str(output))}: written\n", problems=problems)


def operators(paths: Sequence[Path]) -> str:
    """The operators of all models as PyTorch's selective build takes them. Raises KMP852."""
    from kmpgen.fitness.operatorlist import operator_list

    return operator_list([read_model(path) for path in paths])


def _json(value: object) -> str:
    return json.dumps(value, indent=2, allow_nan=False) + "\n"
