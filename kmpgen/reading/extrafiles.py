"""The content of one of a model file's extra files."""

from __future__ import annotations

import mmap
from pathlib import Path

from kmpgen.reading.archive import Flatbuffer, open_model_file
from kmpgen.reading.flatbuffer import FlatbufferModel
from kmpgen.reading.unreadable import damaged, over_limit


def read_extra_file(path: Path, name: str, limit: int) -> bytes:
    """The extra file of that name, of at most ``limit`` bytes. Raises `Unreadable`, too where there is none."""
    with open_model_file(path) as opened:
        if not isinstance(opened, Flatbuffer):
            return opened.read(f"extra/{name}", limit)
        with mmap.mmap(opened.file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            content = FlatbufferModel(data).extra_file(name)
    if content is None:
        raise damaged(f"it has no extra file {name}")
    if len(content) > limit:
        raise over_limit(f"its extra file {name} has more than {limit} bytes")
    return content
