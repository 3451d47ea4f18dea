"""``kmpgen.lock``: what a library was made from, and the hash of every file as it was emitted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.writing.places import inside, shown

LOCK = "kmpgen.lock"


@dataclass(frozen=True)
class Lock:
    """Fingerprints, the hash of every file by its path, and all that the lock says, as it stands there."""

    path: Path
    fingerprints: Mapping[str, str]
    files: Mapping[str, str]
    content: Mapping[str, Any]

    def says(self, header: Mapping[str, object], models: Sequence[Mapping[str, object]]) -> bool:
        """Whether the lock has what ``header`` has, and each of its models what ``models`` has."""
        known = self.content.get("models")
        if not isinstance(known, list) or len(known) != len(models):
            return False
        return all(self.content.get(key) == value for key, value in header.items()) and all(
            isinstance(each, dict) and model.items() <= each.items() for each, model in zip(known, models, strict=True)
        )


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def with_lock(files: Mapping[str, bytes], header: Mapping[str, object]) -> dict[str, bytes]:
    """``files`` and their lock; ``header`` is what it says of the model and of kmpgen."""
    content = {**header, "files": {path: digest(data) for path, data in sorted(files.items())}}
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return {**files, LOCK: text.encode()}


def read_lock(folder: Path) -> Lock | None:
    """The folder's lock, None where there is none. A lock that can't be trusted is an error."""
    path = folder / LOCK
    if not path.is_file():
        return None
    lock = read_lock_file(path)
    for name in lock.files:
        inside(folder, name)
    return lock


def read_lock_file(path: Path) -> Lock:
    """A lock that stands anywhere, under any name; its files are looked at nowhere."""
    try:
        content = json.loads(path.read_text("utf-8"))
        files = {str(name): str(value) for name, value in content["files"].items()}
        fingerprints = {str(name): str(value) for name, value in content["fingerprints"].items()}
        "".join(files).encode()  # an escaped surrogate is JSON and no file's name
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = "the lock can't be read"
        hint = "restore it from version control, or build into another folder"
        raise KmpgenError(Diagnostic("KMP303", message, hint, Where(shown(path)))) from error
    return Lock(path, fingerprints, files, content)
