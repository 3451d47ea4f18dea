"""Names of source files in a saved model, which torch shows in errors: absolute where it saves them, short here.

So an app tells nobody how folders on another machine are called, and the same module gives the same bytes anywhere.
A file is named by the module that it is, `acme/net.py`: where its folder lies, or the current one, has no part in it.
"""

from __future__ import annotations

import io
import os
import re
import struct
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePath

_TABLE = ".debug_pkl"
_SERIAL = "/.data/serialization_id"
"""A hash of what was saved, which nothing reads: it would differ with the names."""
_ALIGNMENT = 64
"""Of data in the archive, as torch has it."""
_LOCAL_HEADER = 30
_TEXT = re.compile(rb"X(?=(.{4})/)", re.DOTALL)
"""Where a text that begins with a slash may stand in a pickle: `X`, its size, itself."""

_FRAME = re.compile(rb"/[^\n]*\.py\(\d+\): ")
"""What was traced has lines of Python's stack for a source, and counts their letters: those can't be shortened."""


def shorten(path: Path) -> None:
    """Rewrites the archive at ``path`` where its sources are still imported; what was traced loses their names."""
    made, names = io.BytesIO(), _by_file()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.infolist():
            if each.filename.endswith(_SERIAL):
                continue
            content = old.read(each)
            if each.filename.endswith(_TABLE):
                if _FRAME.search(content):
                    continue
                content = _shortened(content, names)
            new.writestr(_aligned(each.filename, made.tell()), content, each.compress_type)
    path.write_bytes(made.getvalue())


def _shortened(table: bytes, names: Mapping[str, str]) -> bytes:
    made, done = b"", 0
    for found in _TEXT.finditer(table):
        (size,) = struct.unpack("<I", found[1])
        start, end = found.end() + 4, found.end() + 4 + size
        name = table[start:end]
        if start < done or not name.endswith(b".py") or b"\n" in name:
            continue  # a line of a source, or no text at all
        file = os.fsdecode(name)
        short = os.fsencode(names.get(file, PurePath(file).name))
        made += table[done : found.end()] + struct.pack("<I", len(short)) + short
        done = end
    return made + table[done:]


def _by_file() -> dict[str, str]:
    """The names of all modules' files, by their paths; the shortest where one has been imported as several."""
    names: dict[str, str] = {}
    for module in list(sys.modules.values()):
        # Not as attributes: modules that load lazily would do so.
        said = getattr(module, "__dict__", {})
        file, package = said.get("__file__"), said.get("__package__")
        if isinstance(file, str):
            name = "/".join((*(package or "").split("."), PurePath(file).name)).lstrip("/")
            names[file] = min(name, names.get(file, name), key=len)
    return names


def _aligned(name: str, start: int) -> zipfile.ZipInfo:
    """An entry whose data begins at a multiple of `_ALIGNMENT`, where its header begins at ``start``."""
    entry = zipfile.ZipInfo(name)
    field = 4  # the head of an extra field
    padding = -(start + _LOCAL_HEADER + len(name.encode()) + field) % _ALIGNMENT
    entry.extra = b"FB" + struct.pack("<H", padding) + b"Z" * padding
    return entry
