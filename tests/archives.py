"""Changed copies of model archives, for tests of damaged and hostile files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path


def rewrite(source: Path, target: Path, rename: Callable[[str], str | None]) -> None:
    """A copy whose members have the names that `rename` gives; None leaves a member out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            name = rename(info.filename)
            if name is not None:
                new.writestr(zipfile.ZipInfo(name), old.read(info))


def replace(source: Path, target: Path, member: str, change: Callable[[bytes], bytes]) -> None:
    """A copy with one member's content changed; `member` is its name without the root folder."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(
                zipfile.ZipInfo(info.filename),
                change(content) if info.filename.partition("/")[2] == member else content,
            )
