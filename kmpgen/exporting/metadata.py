"""The metadata of an export: docstrings, what examples show, and over both what the user states. No torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kmpgen import ir
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.exporting.observed import contradictions, observed
from kmpgen.metadata import fit, sidecar
from kmpgen.metadata.plain import from_plain, overridden
from kmpgen.metadata.source import Source
from kmpgen.metadata.write import to_json
from kmpgen.recording import parity

Json = dict[str, Any]


@dataclass(frozen=True)
class Docs:
    """Docstrings: of the class, of its methods by their names."""

    model: str | None = None
    methods: Mapping[str, str] = field(default_factory=dict)


def kmpgen_json(
    model: ir.Model, docs: Docs, cases: Mapping[str, Sequence[parity.Case]], stated: Path | None
) -> tuple[str | None, Json]:
    """The text of kmpgen.json, None where there is nothing to say, and its plain form.

    ``stated`` is a file like the one beside a model. Raises KmpgenError KMP800 to KMP808, KMP910.
    """
    shown = {"methods": {method.name: observed(method, cases.get(method.name, ())) for method in model.methods}}
    found: Json = {"methods": {}}
    if docs.model:
        found["description"] = docs.model
    for method in model.methods:
        said = dict(shown["methods"][method.name])
        if method.name in docs.methods:
            said["description"] = docs.methods[method.name]
        if said and not method.name.startswith("_"):
            found["methods"][method.name] = said
    if stated:
        source = sidecar.read(stated)
        _refuse_contradictions(source, shown)
        found = overridden(found, source.said)
        problems = [source.diagnostic(each) for each in fit.problems(model, from_plain(found))]
        if problems:
            raise KmpgenError(problems)
    if not any(found.values()):
        return None, {}
    return to_json(from_plain(found), model.file), found


def _refuse_contradictions(source: Source, shown: Json) -> None:
    hint = "mend what is stated, or the examples"
    diagnostics = [
        Diagnostic("KMP910", message, hint, Where(source.place(keys), keys[1], _argument(keys)))
        for keys, message in contradictions(source.said, shown)
    ]
    if diagnostics:
        raise KmpgenError(diagnostics)


def _argument(keys: tuple[str, ...]) -> str | None:
    return keys[3] if len(keys) > 3 and keys[2] == "arguments" else None
