"""Compares the enum classes of labels in two facades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kmpgen.comparing.apichanges import Change, change
from kmpgen.comparing.pairing import Pairs, pair, unpaired
from kmpgen.comparing.surface import Entry, Enum

_SHOWN = 4
"""Entries of an enum that came or went."""


def enum_pairs(old: Sequence[Enum], new: Sequence[Enum]) -> Pairs[Enum]:
    """By name; by the same entries, of which a model has one enum."""
    return pair(old, new, lambda each: each.name, lambda each: each.entries)


def enum_changes(old: Sequence[Enum], new: Sequence[Enum], pairs: Pairs[Enum]) -> Iterator[Change]:
    """What is another in the enums."""
    for before, now in pairs:
        if before.name != now.name:
            note = f'class = "{before.name.strip("`")}" beside its labels in metadata keeps the name'
            yield change("enum-renamed", now.name, before.name, now.name, note)
        yield from _enum(before, now)
    gone, come = unpaired(old, new, pairs)
    for each in gone:
        yield change("enum-removed", each.name, _shown(each))
    for each in come:
        yield change("enum-added", each.name, None, _shown(each))


def _shown(enum: Enum) -> str:
    more = len(enum.entries) - _SHOWN
    return _names(enum.entries[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _names(entries: Sequence[Entry]) -> str:
    return ", ".join(each.name for each in entries)


def _enum(before: Enum, now: Enum) -> Iterator[Change]:
    pairs = _entry_pairs(before, now)
    for one, other in pairs:
        place = f"{now.name}.{other.name}"
        if one.name != other.name:
            yield change("entry-renamed", place, one.name, other.name, "looks renamed: same class number")
        elif one.text != other.text:
            yield change("entry-text-changed", place, one.text, other.text)
    gone, come = unpaired(before.entries, now.entries, pairs)
    for one in gone:
        yield change("entry-removed", f"{now.name}.{one.name}", one.text)
    for other in come:
        yield change("entry-added", f"{now.name}.{other.name}", None, other.text)
    order = [now.entries.index(other) for _, other in pairs]
    if order != sorted(order):
        yield change("entries-reordered", now.name, _names(before.entries), _names(now.entries))


def _entry_pairs(before: Enum, now: Enum) -> Pairs[Entry]:
    """By name; of the rest, by class number, where there are as many as there were."""
    pairs = pair(before.entries, now.entries, lambda each: each.name)
    if len(before.entries) == len(now.entries):
        come = unpaired(before.entries, now.entries, pairs)[1]
        for one in unpaired(before.entries, now.entries, pairs)[0]:
            other = now.entries[before.entries.index(one)]
            if other in come:
                pairs.append((one, other))
    return sorted(pairs, key=lambda each: before.entries.index(each[0]))
