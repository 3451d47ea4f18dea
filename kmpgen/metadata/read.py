"""Metadata of a model file: what is in it, overridden by what stands beside it, checked against the model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kmpgen import ir
from kmpgen.config import METADATA_FILE
from kmpgen.errors import Diagnostic, KmpgenError, Problem
from kmpgen.metadata import embedded, fit, sidecar
from kmpgen.metadata.data import Metadata
from kmpgen.metadata.plain import from_plain, overridden
from kmpgen.metadata.source import MOST_LABELS_IN_ALL, Source
from kmpgen.modelfile import sidecar_of


def read_metadata(path: Path, model: ir.Model) -> Metadata | None:
    """The metadata of the model at ``path``; None where there is none, in the file or beside it.

    Raises KmpgenError KMP800 to KMP808, of all that is wrong at once.
    """
    beside = sidecar_of(path)
    by_origin: dict[str, Source] = {}
    if METADATA_FILE in model.extra_files:
        by_origin[METADATA_FILE] = embedded.read(path)
    if beside:
        by_origin[beside.name] = sidecar.read(beside)
    if not by_origin:
        return None
    sources = list(by_origin.values())
    said = sources[0].said
    for over in sources[1:]:
        said = overridden(said, over.said)
    found = replace(from_plain(said), origins=tuple(by_origin), digest=_digest(sources))
    if problems := [*_too_many_labels(found), *fit.problems(model, found)]:
        raise KmpgenError(list(_placed(problems, sources)))
    return found


def _too_many_labels(metadata: Metadata) -> Iterator[Problem]:
    """Of both places together; each has been counted for itself, before its files of labels were read."""
    count = 0
    for name, method in metadata.methods.items():
        for value in (*method.arguments.values(), method.result):
            count += sum(len(each.labels) for each in value.within())
        if count > MOST_LABELS_IN_ALL:
            message = f"there are more than {MOST_LABELS_IN_ALL} labels in all, in the model and beside it together"
            yield Problem(("methods", name), "KMP805", message, "leave out those of some arguments and results")
            return


def _digest(sources: list[Source]) -> str:
    """Of what is not in the model file; empty where that is nothing."""
    outside = [content for source in sources for content in source.outside]
    if not outside:
        return ""
    digest = hashlib.sha256()
    for content in outside:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _placed(problems: list[Problem], sources: list[Source]) -> Iterator[Diagnostic]:
    """Each at the source that says it: the last, where several do."""
    for problem in problems:
        source = max(reversed(sources), key=lambda each: each.depth(problem.keys))
        yield source.diagnostic(problem)
