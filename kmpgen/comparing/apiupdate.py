"""A build over an earlier one: which old signatures stay, and what to say of what changed."""

from __future__ import annotations

from dataclasses import replace

from kmpgen.build import Update
from kmpgen.comparing.apichanges import moves
from kmpgen.comparing.apidiff import compare
from kmpgen.comparing.diffreport import load_notes, news
from kmpgen.comparing.kotlinapi import Json
from kmpgen.comparing.lockmodels import NAMES, Known, KnownLibrary, read_library
from kmpgen.comparing.modelpairs import facade_come, facade_gone, in_library, loads, of_facade, pair_models
from kmpgen.comparing.oldsignatures import kept_after, with_hidden
from kmpgen.comparing.pairing import Pairs, unpaired
from kmpgen.comparing.semver import verdict
from kmpgen.comparing.surface import Kept, read_facade
from kmpgen.writing.lockfile import Lock


def over(lock: Lock, update: Update, *, drop_hidden: bool) -> Update:
    """``update`` with the old signatures that stay where ``lock`` was, and the news. Raises KMP303 for a bad lock."""
    library = read_library(lock)
    models = [Known(model, read_facade(api)) for model, api in zip(update.models, update.apis, strict=True)]
    facades = [each.facade for each in models]
    changes = moves((library.package, library.runtime), (update.view.library.package, update.view.runtime.package))
    moved = bool(changes)
    known = [each.facade for each in library.models]
    pairs = pair_models(library.models, models, *NAMES)
    kept: dict[str, frozenset[Kept]] = {}
    for old, new in ((one.facade, other.facade) for one, other in pairs):
        found = in_library(compare(old, new), known, facades)
        breaks = moved or any(each.source == "breaks" for each in found)
        kept[new.name] = frozenset() if drop_hidden else kept_after(old, new, breaks=breaks)
        found = in_library(compare(old, new, kept[new.name]), known, facades)
        changes += [of_facade(each, old, new) for each in found] if len(facades) > 1 else found
    gone, come = unpaired(library.models, models, pairs)
    changes += [found for each in gone for found in facade_gone(each.facade)]
    changes += [found for each in come for found in facade_come(each.facade)]
    with_kept = [with_hidden(model, kept.get(model.name, ())) for model in update.view.models]
    said = news(changes, verdict(changes), library.version, update.view.library.version) if changes else ()
    return replace(
        update,
        view=replace(update.view, models=tuple(with_kept)),
        kept=[_json(kept.get(facade.name, frozenset())) for facade in facades],
        news=(*said, *load_notes(_refused(library, pairs), alone=len(models) == 1)),
    )


def _refused(library: KnownLibrary, pairs: Pairs[Known]) -> list[str]:
    """The new files that the old library's facades would not load."""
    return [new.model.file for old, new in pairs if library.checks_api and not loads(old.model, new.model)]


def _json(kept: frozenset[Kept]) -> list[Json]:
    ordered = sorted(kept, key=lambda each: (each.method, each.parameters))
    return [{"method": each.method, "parameters": each.parameters} for each in ordered]
