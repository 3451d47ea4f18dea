"""Diagnostics: what kmpgen says when an input is wrong. Codes are stable and listed in docs/errors.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["error", "warning"]
Keys = tuple[str | int, ...]
"""Of tables in tables and the places in lists: of TOML, or of JSON."""


@dataclass(frozen=True)
class Where:
    """The place a diagnostic speaks of; every part is optional."""

    file: str | None = None
    method: str | None = None
    argument: str | None = None

    def __str__(self) -> str:
        parts = [self.file, self.method and f"method {self.method}", self.argument and f"argument {self.argument}"]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Diagnostic:
    """One thing that is wrong (or worth a warning): what, where, and what to do about it."""

    code: str
    message: str
    hint: str = ""
    where: Where = field(default_factory=Where)
    level: Level = "error"


@dataclass(frozen=True)
class Problem:
    """Something wrong with what stands under ``keys`` of a text: a diagnostic once that text's lines are known."""

    keys: Keys
    code: str
    message: str
    hint: str


class KmpgenError(Exception):
    """Stops a command. Carries every diagnostic that stands, so that all of them are shown at once."""

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic], exit_code: int = 1) -> None:
        self.diagnostics = (diagnostics,) if isinstance(diagnostics, Diagnostic) else tuple(diagnostics)
        self.exit_code = exit_code
        super().__init__("; ".join(f"{d.code}: {d.message}" for d in self.diagnostics))
