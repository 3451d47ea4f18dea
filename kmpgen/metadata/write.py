"""Metadata as the text of `kmpgen.json`, for `kmpgen export`."""

from __future__ import annotations

import json
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.metadata import embedded
from kmpgen.metadata.data import Metadata
from kmpgen.metadata.plain import to_plain
from kmpgen.metadata.source import MOST_BYTES


def to_json(metadata: Metadata, file: str = "model.ptl") -> str:
    """The same bytes for the same data, with nothing but ASCII. Raises KmpgenError where no reader would take it."""
    text = json.dumps(to_plain(metadata), indent=1, allow_nan=False) + "\n"
    if len(text) > MOST_BYTES:
        message = f"kmpgen.json would take {len(text):,} bytes, and {MOST_BYTES:,} is the most that is read"
        raise KmpgenError(
            Diagnostic("KMP800", message, "keep long labels in MODEL.kmpgen.toml's labels_file", Where(file))
        )
    embedded.of_text(text.encode(), Path(file))
    return text
