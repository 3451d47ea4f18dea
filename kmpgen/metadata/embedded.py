"""`kmpgen.json` among a model's extra files."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from kmpgen.config import METADATA_FILE
from kmpgen.errors import Diagnostic, Keys, KmpgenError, Where
from kmpgen.metadata.source import MOST_BYTES, LabelsError, Source, checked, decoded_labels
from kmpgen.reading.extrafiles import read_extra_file
from kmpgen.reading.unreadable import Unreadable

HINT = f"export the model again with kmpgen or without {METADATA_FILE}; kmpgen build --no-metadata passes it over"


def read(path: Path) -> Source:
    """What the model file at ``path`` says of itself. Raises KmpgenError KMP800 to KMP805."""
    try:
        content = read_extra_file(path, METADATA_FILE, MOST_BYTES)
    except Unreadable as error:
        where = Where(f"{path.name}, {METADATA_FILE}")
        raise KmpgenError(Diagnostic("KMP800", f"it cannot be read: {error.message}", HINT, where)) from error
    return of_text(content, path)


def of_text(content: bytes, path: Path) -> Source:
    """What ``content`` says as `kmpgen.json` of the model file at ``path``."""

    def place(keys: Keys) -> str:
        return f"{path.name}, {METADATA_FILE}" + (f" at {'.'.join(map(str, keys))}" if keys else "")

    def labels(name: str) -> str:
        try:
            return decoded_labels(read_extra_file(path, name, MOST_BYTES))
        except Unreadable as error:
            message = f"the file of labels: {error.message}"
            raise LabelsError(message, "it is one of the model's extra files, one label a line") from error

    try:
        said = _parsed(content)
    except (ValueError, RecursionError) as error:
        why = "it nests too deeply" if isinstance(error, RecursionError) else _told(error)
        raise KmpgenError(Diagnostic("KMP801", f"no JSON: {why}", HINT, Where(place(())))) from error
    if isinstance(said, dict) and "metadata_version" not in said:
        hint = 'add "metadata_version": 1'
        raise KmpgenError(Diagnostic("KMP804", "it has no metadata_version", hint, Where(place(()))))
    return Source(checked(said, place, labels), place)


def _parsed(content: bytes) -> Any:
    said = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    json.dumps(said, ensure_ascii=False).encode()  # an escape can stand for half a character, which no text may hold
    return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {json.dumps(twice[:100])} stands there twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _told(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    if isinstance(error, UnicodeEncodeError):
        return "an escape in it stands for half a character"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return str(error)
