"""The metadata of an export: docstrings, what examples show, and over both what the user states. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kmpgen import ir
from kmpgen.errors import KmpgenError
from kmpgen.exporting.docstrings import Docstring
from kmpgen.metadata import fit, sidecar
from kmpgen.metadata.examples import contradictions
from kmpgen.metadata.observed import observed
from kmpgen.metadata.plain import from_plain, overridden
from kmpgen.metadata.write import to_json
from kmpgen.recording import parity

Json = dict[str, Any]


@dataclass(frozen=True)
class Docs:
    """Docstrings: of the class, of its methods by their names."""

    model: str | None = None
    methods: Mapping[str, Docstring] = field(default_factory=dict)


def kmpgen_json(
    model: ir.Model, docs: Docs, examples: parity.Recording, stated: Path | None
) -> tuple[str | None, Json]:
    """The text of kmpgen.json, None where there is nothing to say, and its plain form.

    ``stated`` is a file like the one beside a model. Raises KmpgenError KMP800 to KMP808.
    """
    found = _told(model, docs, examples)
    if stated:
        source = sidecar.read(stated)
        found = overridden(found, source.said)
        metadata = from_plain(found)
        problems = [source.diagnostic(each) for each in fit.problems(model, metadata)]
        hint = "correct what is stated, or the examples"
        problems = problems or [
            replace(each, hint=hint) for each in contradictions(model, metadata, examples, str(stated))
        ]
        if problems:
            raise KmpgenError(problems)
    if not any(found.values()):
        return None, {}
    return to_json(from_plain(found), model.file), found


def _told(model: ir.Model, docs: Docs, examples: parity.Recording) -> Json:
    found: Json = {"methods": {}}
    if docs.model:
        found["description"] = docs.model
    for method in model.methods:
        said = observed(method, examples.cases.get(method.name, ()))
        if method.name in docs.methods:
            said = overridden(said, _documented(method, docs.methods[method.name]))
        if said and not method.name.startswith("_"):
            found["methods"][method.name] = said
    return found


def _documented(method: ir.Method, doc: Docstring) -> Json:
    names = [argument.name for argument in method.arguments if argument.name in doc.arguments]
    said: Json = {"arguments": {name: {"description": doc.arguments[name]} for name in names}}
    if doc.description:
        said["description"] = doc.description
    if doc.result and method.returns != ir.NONE:
        said["result"] = {"description": doc.result}
    return said
