"""The folder in which kmpgen keeps what it can make or fetch again."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """$KMPGEN_CACHE, else kmpgen's folder in the user's cache folder; it may not be there yet."""
    named = os.environ.get("KMPGEN_CACHE")
    if named:
        return Path(named).absolute()
    xdg = os.environ.get("XDG_CACHE_HOME")
    return (Path(xdg) if xdg else Path.home() / ".cache") / "kmpgen"
