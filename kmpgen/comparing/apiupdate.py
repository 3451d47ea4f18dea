"""A build over an earlier one: which old signatures stay, and what to say of what changed."""

from __future__ import annotations

from dataclasses import replace

from kmpgen.build import Update
from kmpgen.comparing.apichanges import Change, change, moves
from kmpgen.comparing.apidiff import compare
from kmpgen.comparing.diffreport import news
from kmpgen.comparing.kotlinapi import Json
from kmpgen.comparing.lockmodels import read_library
from kmpgen.comparing.oldsignatures import kept_after, with_hidden
from kmpgen.comparing.pairing import pair, unpaired
from kmpgen.comparing.semver import verdict
from kmpgen.comparing.surface import Facade, Kept, read_facade
from kmpgen.writing.lockfile import Lock


def over(lock: Lock, update: Update, *, drop_hidden: bool) -> Update:
    """``update`` with the old signatures that stay where ``lock`` was, and the news. Raises KMP303 for a bad lock."""
    library = read_library(lock)
    facades = [read_facade(api) for api in update.apis]
    changes = moves((library.package, library.runtime), (update.view.library.package, update.view.runtime.package))
    moved = bool(changes)
    known = [each.facade for each in library.models]
    pairs = pair(known, facades, lambda each: each.name)
    kept: dict[str, frozenset[Kept]] = {}
    for old, new in pairs:
        found = compare(old, new)
        breaks = moved or any(each.source == "breaks" for each in found)
        kept[new.name] = frozenset() if drop_hidden else kept_after(old, new, breaks=breaks)
        changes += [_of(new, each, len(facades)) for each in compare(old, new, kept[new.name])]
    gone, come = unpaired(known, facades, pairs)
    changes += [change("facade-removed", "", each.name) for each in gone]
    changes += [change("facade-added", "", None, each.name) for each in come]
    models = [with_hidden(model, kept.get(model.name, ())) for model in update.view.models]
    return replace(
        update,
        view=replace(update.view, models=tuple(models)),
        kept=[_json(kept.get(facade.name, frozenset())) for facade in facades],
        news=news(changes, verdict(changes), library.version, update.view.library.version) if changes else (),
    )


def _of(facade: Facade, found: Change, facades: int) -> Change:
    """The change with its facade's name where there are several; classes are nobody's."""
    is_class = found.place.partition(".")[0] in {cls.name for cls in facade.classes}
    return (
        found if facades == 1 or is_class or not found.place else replace(found, place=f"{facade.name}.{found.place}")
    )


def _json(kept: frozenset[Kept]) -> list[Json]:
    ordered = sorted(kept, key=lambda each: (each.method, each.parameters))
    return [{"method": each.method, "parameters": each.parameters} for each in ordered]
