"""What of an old and a new list is the same thing: by name first, then what looks renamed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

SIMILAR = 0.5
"""How alike (difflib's ratio, 0 to 1) two names must be for a removal and an addition to look like a renaming."""

T = TypeVar("T")
Pairs = list[tuple[T, T]]


def pair(old: Sequence[T], new: Sequence[T], *keys: Callable[[T], Hashable]) -> Pairs[T]:
    """Pairs of one equal key: all by the first key, then of the rest by the next. A key of None pairs nothing."""
    pairs: Pairs[T] = []
    rest, others = list(old), list(new)
    for key in keys:
        for one in list(rest):
            wanted = key(one)
            found = [] if wanted is None else [other for other in others if key(other) == wanted]
            if found:
                pairs.append((one, found[0]))
                rest.remove(one)
                others.remove(found[0])
    return pairs


def similar(old: Sequence[T], new: Sequence[T], name: Callable[[T], str], kind: Callable[[T], Hashable]) -> Pairs[T]:
    """Pairs of one kind whose names are alike, the most alike first."""
    ratios = [
        (SequenceMatcher(None, name(one).casefold(), name(other).casefold(), autojunk=False).ratio(), at, to)
        for at, one in enumerate(old)
        for to, other in enumerate(new)
        if kind(one) == kind(other)
    ]
    pairs: Pairs[T] = []
    taken: set[tuple[str, int]] = set()
    for ratio, at, to in sorted(ratios, key=lambda each: (-each[0], each[1], each[2])):
        if ratio >= SIMILAR and ("old", at) not in taken and ("new", to) not in taken:
            taken |= {("old", at), ("new", to)}
            pairs.append((old[at], new[to]))
    return pairs


def unpaired(old: Sequence[T], new: Sequence[T], pairs: Pairs[T]) -> tuple[list[T], list[T]]:
    """What stands in no pair, on each side."""
    return (
        [one for one in old if not any(one is each for each, _ in pairs)],
        [other for other in new if not any(other is each for _, each in pairs)],
    )
