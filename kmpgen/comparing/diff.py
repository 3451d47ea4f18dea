"""``kmpgen diff``: what a new model changes for the callers of an old one, and what the version has to say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kmpgen.comparing.apichanges import Change, moves
from kmpgen.comparing.apidiff import compare
from kmpgen.comparing.diffreport import conclusion, load_notes, table
from kmpgen.comparing.diffsides import Side, open_sides
from kmpgen.comparing.lockmodels import NAMES, Known
from kmpgen.comparing.modelfacts import compare_facts, compare_metadata
from kmpgen.comparing.modelpairs import facade_come, facade_gone, in_library, loads, pair_models
from kmpgen.comparing.pairing import unpaired
from kmpgen.comparing.semver import Verdict, verdict
from kmpgen.config import Config
from kmpgen.errors import KmpgenError
from kmpgen.printable import printable


@dataclass(frozen=True)
class Compared:
    """A model and what it was before; one of the two is None where it came or went.

    ``loads_in_old``: whether apps that were built with the old library load the new file; None where one is missing.
    """

    old: Known | None
    new: Known | None
    changes: tuple[Change, ...]
    loads_in_old: bool | None = None


@dataclass(frozen=True)
class Difference:
    """``version`` is the old library's, ``new_version`` that of the new one or of the settings, if there are such.
    ``changes`` are those of the library as a whole."""

    old: Side
    new: Side
    models: tuple[Compared, ...]
    changes: tuple[Change, ...]
    verdict: Verdict
    version: str
    new_version: str | None


def diff(old: Path, new: Path, config: Config) -> Difference:
    """Compares two model files or emitted libraries. Raises KmpgenError, exit code 2, where that can't be done."""
    try:
        before, now = open_sides(old, new, config)
    except KmpgenError as error:
        raise KmpgenError(error.diagnostics, exit_code=2) from error
    changes: list[Change] = []
    if before.library and now.library:
        own, other = before.library, now.library
        changes = moves((own.package, own.runtime), (other.package, other.runtime))
    models = tuple(_compared(before, now, before.library.checks_api if before.library else config.check_api))
    everything = [*changes, *(each for model in models for each in model.changes)]
    library = before.library or now.library
    version = library.version if library else config.version
    settled = config.version if config.origin and before.library else None
    new_version = now.library.version if now.library else settled
    return Difference(before, now, models, tuple(changes), verdict(everything), version, new_version)


def _compared(old: Side, new: Side, old_checks: bool) -> Iterator[Compared]:
    """``old_checks``: whether the old facades refuse files of other signatures."""
    pairs = pair_models(old.models, new.models, *NAMES)
    # A model file stands for one model of a library: its others stay.
    others = [] if new.library else [each for each in old.models if not any(each is one for one, _ in pairs)]
    facades = [[each.facade for each in known] for known in (old.models, [*new.models, *others])]
    for before, now in pairs:
        kept = now.facade.kept if new.library else None
        found = in_library(compare(before.facade, now.facade, kept), *facades)
        found += compare_facts(before.model, now.model, now.facade)
        found += compare_metadata(before.says, now.says)
        yield Compared(before, now, tuple(found), not old_checks or loads(before.model, now.model))
    if not (old.library and new.library):
        return  # a model file says nothing of a library's other models
    gone, come = unpaired(old.models, new.models, pairs)
    yield from (Compared(each, None, tuple(facade_gone(each.facade))) for each in gone if each.facade.is_public)
    yield from (Compared(None, each, tuple(facade_come(each.facade))) for each in come if each.facade.is_public)


def render(difference: Difference) -> Iterator[str]:
    """Lines for a terminal."""
    for compared in difference.models:
        yield _title(compared)
        yield from table(compared.changes)
        if not compared.changes:
            yield "  nothing changed"
        yield ""
    if difference.changes:
        yield from (*table(difference.changes), "")
    for which, side in (("old", difference.old), ("new", difference.new)):
        yield from (f"note: {which}: {note}" for note in side.notes)
    refused = [each.new.model.file for each in difference.models if each.new and each.loads_in_old is False]
    yield from load_notes(refused, alone=len(difference.models) == 1)
    if any(each.kind == "argument-added-last" for model in difference.models for each in model.changes):
        yield "note: kmpgen build keeps the old signatures, hidden, in a library that it updates"
    yield conclusion(difference.verdict, difference.version, difference.new_version)


def _title(compared: Compared) -> str:
    old, new = compared.old, compared.new
    names = list(dict.fromkeys(each.facade.name for each in (old, new) if each))
    files = list(dict.fromkeys(each.model.file for each in (old, new) if each))
    return printable(f"{' -> '.join(names)} ({' -> '.join(files)})")


def as_json(difference: Difference) -> dict[str, Any]:
    """The documented form, see docs/diff.md."""
    found = difference.verdict
    return {
        "old": _side(difference.old),
        "new": _side(difference.new),
        "verdict": found.level,
        "breaks": {"source": found.source, "jvm": found.jvm, "klib": found.klib},
        "version": {
            "old": difference.version,
            "next": found.next_version(difference.version),
            "new": difference.new_version,
        },
        "models": [
            {
                "old": _model(compared.old),
                "new": _model(compared.new),
                "loads_in_old": compared.loads_in_old,
                "changes": [_change(each) for each in compared.changes],
            }
            for compared in difference.models
        ],
        "changes": [_change(each) for each in difference.changes],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"path": str(side.path), "kind": "library" if side.library else "model", "notes": list(side.notes)}


def _model(known: Known | None) -> dict[str, str] | None:
    return None if known is None else {"class": known.facade.name, "file": known.model.file}


def _change(each: Change) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "place": each.place,
        "old": each.old,
        "new": each.new,
        "source": each.source,
        "jvm": each.jvm,
        "klib": each.klib,
        "note": each.note,
    }
