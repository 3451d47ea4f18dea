"""The content of one of a model file's extra files."""

from __future__ import annotations

import mmap
from pathlib import Path

from kmpgen.printable import quoted
from kmpgen.reading.archive import Flatbuffer, open_model_file
from kmpgen.reading.flatbuffer import FlatbufferModel
from kmpgen.reading.unreadable import Unreadable, over_limit


def read_extra_file(path: Path, name: str, limit: int) -> bytes:
    """The extra file of that name, of at most ``limit`` bytes. Raises `Unreadable`, too where there is none."""
    with open_model_file(path) as opened:
        if not isinstance(opened, Flatbuffer):
            if f"extra/{name}" not in opened:
                raise _missing(name)
            return opened.read(f"extra/{name}", limit)
        with mmap.mmap(opened.file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            content = FlatbufferModel(data).extra_file(name)
    if content is None:
        raise _missing(name)
    if len(content) > limit:
        raise over_limit(f"its extra file {name} has more than {limit} bytes")
    return content


def _missing(name: str) -> Unreadable:
    return Unreadable("KMP018", f"there is no extra file {quoted(name)}", "export the model again, with it")
