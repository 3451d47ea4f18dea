"""What ``kmpgen build --check`` prints: what moved and what to run first, then differences, none of them endless."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from kmpgen.printable import printable
from kmpgen.writing.lockfile import LOCK, read_lock
from kmpgen.writing.writer import Changes

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
    moved = list(_moved(_models(old.content), _models(new)))
    yield from moved
    if edited:
        yield f"edited by hand: {_some(edited)}; restore that, or have --force overwrite it"
    was = old.content.get("kmpgen")
    if was != new["kmpgen"]:
        yield f"kmpgen {new['kmpgen']} would build it, {printable(str(was))} did"
    elif not moved and not edited:
        yield "the settings or templates changed"


def _some(names: list[str]) -> str:
    rest = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(map(printable, names[:5])) + rest


Described = dict[str, Any]


def _models(lock: Mapping[str, Any]) -> list[Described]:
    """What a lock says of each model that became a facade."""
    models = lock.get("models")
    described = [model for model in models if isinstance(model, dict)] if isinstance(models, list) else []
    return [model for model in described if isinstance(model.get("kotlin"), dict)]


def _facade(model: Described) -> str:
    return str(model["kotlin"].get("class"))


def _moved(old: Sequence[Described], new: Sequence[Described]) -> Iterator[str]:
    from kmpgen.comparing.modelpairs import pair_models
    from kmpgen.comparing.pairing import unpaired

    keys = (_facade, lambda model: str(model.get("class")), lambda model: str(model.get("file")))
    pairs = pair_models(old, new, *keys)
    gone, _ = unpaired(old, new, pairs)
    for model in new:
        which = "the model" if len(new) == 1 else f"{printable(_facade(model))} ({printable(model['file'])})"
        before = next((one for one, other in pairs if other is model), None)
        if before is None:
            yield f"{which} is new"
        else:
            yield from (f"{which}{what}" for what in _differs(before, model))
    yield from (f"{printable(_facade(model))} is no longer a model of the library" for model in gone)


def _differs(old: Described, new: Described) -> Iterator[str]:
    if _facade(old) != _facade(new):
        yield f" was called {printable(_facade(old))}"
    if any(old.get(part) != new[part] for part in ("class", "methods")):
        yield "'s API changed"
    elif old.get("fingerprint") != new["fingerprint"]:
        yield " is another file, of the same API"
    if old.get("metadata") != new.get("metadata"):
        yield "'s metadata changed"


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
