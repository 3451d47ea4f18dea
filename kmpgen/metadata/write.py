"""Metadata as the text of `kmpgen.json`, for `kmpgen export`."""

from __future__ import annotations

import json
from pathlib import Path

from kmpgen.metadata import embedded
from kmpgen.metadata.data import Metadata
from kmpgen.metadata.plain import to_plain


def to_json(metadata: Metadata, file: str = "model.ptl") -> str:
    """The same bytes for the same data, with nothing but ASCII. Raises KmpgenError where no reader would take it."""
    text = json.dumps(to_plain(metadata), indent=1, allow_nan=False) + "\n"
    embedded.of_text(text.encode(), Path(file))
    return text
