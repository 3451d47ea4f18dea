"""What ``kmpgen build --check`` prints: what moved and what to run first, then differences, none of them endless."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from kmpgen.lockfile import LOCK, read_lock
from kmpgen.printable import printable
from kmpgen.writer import Changes

LINES_OF_A_FILE = 40
LINES_OF_ALL = 400
LONGEST_LINE = 200


def report(
    folder: Path, files: Mapping[str, bytes], changes: Changes, edited: list[str], news: Iterable[str], command: str
) -> Iterator[str]:
    """Lines that say how ``folder`` differs from ``files``. ``news`` are those of the API; ``command`` brings it up to
    date."""
    yield f"{printable(str(folder))}: not up to date: {_counts(changes)}"
    yield from (f"  {reason}" for reason in _reasons(folder, files, edited))
    yield from (f"  {line}" for line in news)
    yield f"  run: {printable(command)}"
    yield ""
    for sign, names in (("-", changes.removed), ("+", changes.added), ("~", changes.changed)):
        yield from (f"  {sign} {printable(name)}" for name in names)
    left = LINES_OF_ALL
    for name in changes.changed:
        lines = list(_difference(name, (folder / name).read_bytes(), files[name]))
        if lines and left <= 0:
            yield f"(more differences are left out; see them all with: {printable(command)} && git diff)"
            return
        left -= len(lines)
        yield from lines


def _counts(changes: Changes) -> str:
    kinds = (
        ("differs", "differ", changes.changed),
        ("is missing", "are missing", changes.added),
        ("is left over", "are left over", changes.removed),
    )
    said = [f"{len(names)} {one if len(names) == 1 else many}" for one, many, names in kinds if names]
    return ", ".join(said)


def _reasons(folder: Path, files: Mapping[str, bytes], edited: list[str]) -> Iterator[str]:
    """Which of model, API, kmpgen and settings moved, as far as the two locks tell."""
    old = read_lock(folder)
    if old is None:
        yield "nothing was built here yet"
        return
    new = json.loads(files[LOCK])
    moved = [which for which in ("model", "api") if old.fingerprints.get(which) != new["fingerprints"].get(which)]
    if moved == ["model"]:
        yield "the model file is another one, of the same API"
    elif moved:
        yield "the model's API changed"
    if edited:
        yield f"edited by hand: {', '.join(map(printable, edited))}"
    if not moved and not edited:
        was = json.loads((folder / LOCK).read_bytes()).get("kmpgen")
        is_new = was != new["kmpgen"]
        yield f"kmpgen {new['kmpgen']} built it, not {was}" if is_new else "the settings or templates changed"


def _difference(name: str, old: bytes, new: bytes) -> Iterator[str]:
    """A unified diff of at most `LINES_OF_A_FILE` lines; only sizes where a file is no text, nothing for the lock."""
    import difflib

    if name == LOCK:  # hashes: whatever they stand for is shown itself
        return
    texts = [_text(content) for content in (old, new)]
    if None in texts:
        yield f"{printable(name)}: not a text; {len(old)} bytes, should be {len(new)}"
        return
    before, after = ((text or "").splitlines() for text in texts)
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="")
    shown = [_bounded(printable(line)) for line in islice(lines, LINES_OF_A_FILE + 1)]
    yield from shown[:LINES_OF_A_FILE]
    if len(shown) > LINES_OF_A_FILE:
        yield f"(more of {printable(name)} is left out)"


def _text(content: bytes) -> str | None:
    try:
        return None if b"\0" in content else content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _bounded(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}..."
