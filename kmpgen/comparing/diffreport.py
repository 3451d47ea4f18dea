"""What `kmpgen diff` and an update by `kmpgen build` print: rows of changes, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kmpgen.comparing.apichanges import Change
from kmpgen.comparing.semver import Verdict, is_enough
from kmpgen.printable import printable

LONGEST = 160
"""Characters of what was or is, in a row; names and defaults have no other limit."""
NEWS_ROWS = 10

REFUSED = "apps built with the old library refuse {} at load (its signatures differ): ship it with the new library"

_LABELS = {
    "argument-added-last": "argument added at the end",
    "argument-added-last-unkept": "argument added at the end, the old signature is not kept",
    "argument-added-inside": "argument added before others",
    "argument-added-required": "argument added without a default",
    "hidden-signature-dropped": "hidden old signature dropped",
    "model-name-changed": "renamed in the model alone",
}
_HEAD = f"  {'source':8}{'JVM':8}{'klib':8}change"


def row(change: Change) -> str:
    """One line: who breaks, where, and what was and is."""
    return f"  {change.source:8}{change.jvm:8}{change.klib:8}{told(change)}"


def told(change: Change) -> str:
    """``classify(threshold): default changed: 0.5 -> 0.6``, safe for a terminal."""
    label = _LABELS.get(change.kind) or change.kind.replace("-", " ")
    values = [_cut(value) for value in (change.old, change.new) if value is not None]
    parts = [change.place, label, _values(change, values)]
    text = ": ".join(part for part in parts if part)
    return printable(f"{text} ({change.note})" if change.note else text)


def _values(change: Change, values: Sequence[str]) -> str:
    if change.kind in ("operators-changed", "extra-files-changed"):
        signed = (("-", change.old), ("+", change.new))
        return "; ".join(f"{sign} {_cut(value)}" for sign, value in signed if value is not None)
    return " -> ".join(values)


def _cut(value: str) -> str:
    return value if len(value) <= LONGEST else value[:LONGEST] + "..."


def table(changes: Iterable[Change]) -> Iterator[str]:
    """Rows under a head, those that break sources first; the order is otherwise kept."""
    rows = list(changes)
    if rows:
        yield _HEAD
    yield from (row(change) for change in sorted(rows, key=_weight))


def _weight(change: Change) -> int:
    return 0 if change.source == "breaks" else 1 if change.breaks_binary else 2


def load_notes(refused: Sequence[str], *, alone: bool) -> Iterator[str]:
    """A note where old apps do not load the files of that name; ``alone``: no other files are compared."""
    if refused:
        yield f"note: {REFUSED.format('this file' if alone else printable(', '.join(refused)))}"


def conclusion(verdict: Verdict, version: str, now: str | None = None) -> str:
    """``major: sources of callers break, ... 0.1.0 -> 0.2.0``. ``now`` is the new version, where one is known."""
    if verdict.level == "none":
        return "nothing changed"
    compiled = " and ".join(name for name, breaks in (("JVM", verdict.jvm), ("klib", verdict.klib)) if breaks)
    said = "callers' sources break" if verdict.source else "callers' sources go on compiling"
    said += f", compiled callers break ({compiled})" if compiled else ", compiled callers go on"
    return printable(f"{verdict.level}: {said}; {_versions(verdict, version, now or version)}")


def _versions(verdict: Verdict, version: str, now: str) -> str:
    needed = verdict.next_version(version)
    if needed is None:
        return f"{version} is no version that could be counted on"
    if is_enough(now, needed):
        return f"{version} -> {now} says so"
    rule = " (before 1.0.0, what breaks raises the second number)" if version.startswith("0.") else ""
    still = "" if now == version else f", not {now}"
    return f"{version} -> {needed}{still}{rule}"


def news(changes: Sequence[Change], verdict: Verdict, version: str, now: str) -> tuple[str, ...]:
    """The short form for a build: the verdict, and the first rows."""
    rows = sorted(changes, key=_weight)
    more = len(rows) - NEWS_ROWS
    lines = [
        f"the API changed: {conclusion(verdict, version, now)}",
        *(f"  {_sign(each)}{told(each)}" for each in rows),
    ]
    return (*lines[: NEWS_ROWS + 1], *([f"  and {more} more"] if more > 0 else []))


def _sign(change: Change) -> str:
    """Whom it breaks, in one word."""
    if change.source == "breaks":
        return "BREAKS sources: "
    return "BREAKS compiled callers: " if change.breaks_binary else ""
