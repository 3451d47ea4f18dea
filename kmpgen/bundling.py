"""Which models are put into the library, so that `loadBundled()` finds them in every app."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kmpgen.config import Config, ModelSettings
from kmpgen.errors import Diagnostic, Where
from kmpgen.printable import printable

if TYPE_CHECKING:
    from kmpgen.viewing.viewdata import Model
    from kmpgen.writing.lockfile import Lock

LIMIT = 10_000_000
"""Bytes of the largest model that is put in where nothing is said: it adds as much to every app, and Android's copy of
it as much again."""
HEAVY = 50_000_000
"""Bytes above which repositories and stores make trouble of their own, as docs/loading.md says."""


@dataclass(frozen=True)
class Candidate:
    """A model's file, its content read where it is asked for."""

    path: Path
    size: int
    wanted: bool | None
    """None: where it is small."""

    @property
    def is_bundled(self) -> bool:
        """Whether the library brings the model."""
        return self.size <= LIMIT if self.wanted is None else self.wanted

    @cached_property
    def content(self) -> bytes:
        """All of the file, read once."""
        return self.path.read_bytes()

    @property
    def crc32(self) -> int:
        """The checksum that zip files have too."""
        return zlib.crc32(self.content)


def candidate(path: Path, settings: ModelSettings, config: Config) -> Candidate:
    """An option wins over what is set for the model."""
    wanted = settings.bundle if config.bundle is None else config.bundle
    return Candidate(path, path.stat().st_size, wanted)


def notes(candidates: Iterable[Candidate]) -> Iterator[str]:
    """A line a model: its size, and whether it is in the library; one more where it is large for that."""
    for each in candidates:
        name, size = printable(each.path.name), shown(each.size)
        if each.is_bundled:
            yield f"{name} ({size}) is part of the library: loadBundled(); --no-bundle leaves it out"
            if each.size > HEAVY:
                costs = f"{name} adds {size} to every app, {shown(2 * each.size)} on Android"
                yield f"note: {costs}; repositories and stores limit such files"
        elif each.wanted is None:
            yield f"{name} ({size}) is not part of the library, being larger than {shown(LIMIT)}: --bundle puts it in"


def place(package: str, facade: Model) -> str:
    """Where the model of a facade lies among those of its library."""
    return f"{package}/{facade.name.strip('`')}.ptl"


def leaving(pairs: Iterable[tuple[Candidate, Model]], package: str, lock: Lock | None) -> Iterator[Diagnostic]:
    """A warning for each model that the library brought, as ``lock`` says, and that has become too large for it."""
    for each, facade in pairs:
        known = any(name.endswith(f"models/{place(package, facade)}") for name in lock.files) if lock else False
        if known and each.wanted is None and not each.is_bundled:
            message = (
                f"loadBundled() of {facade.name} goes: the model has {shown(each.size)} now, more than {shown(LIMIT)}"
            )
            hint = "bundle = true for it in kmpgen.toml, or --bundle, keeps it in the library; false says it may go"
            yield Diagnostic("KMP312", message, hint, Where(printable(each.path.name)), "warning")


def shown(size: int) -> str:
    """``44.9 kB``: three digits or more."""
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 1000)):
        if size >= scale:
            value = size / scale
            return f"{value:.0f} {unit}" if value >= 100 or value == int(value) else f"{value:.1f} {unit}"
    return f"{size} bytes"
