"""The pinned files that `verify` needs: read from artifacts.toml, the only place that names their versions."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Artifact:
    """One file of a Maven repository. `keep`: the members that stay of an archive; empty: the file itself."""

    id: str
    coordinates: str
    size: int
    sha256: str
    keep: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        return self.coordinates.split(":")[0]

    @property
    def name(self) -> str:
        return self.coordinates.split(":")[1]

    @property
    def version(self) -> str:
        return self.coordinates.split(":")[2]

    @property
    def packaging(self) -> str:
        return [*self.coordinates.split(":"), "jar"][3]

    @property
    def classifier(self) -> str:
        parts = self.coordinates.split(":")
        return parts[4] if len(parts) == 5 else ""

    @property
    def file_name(self) -> str:
        classifier = f"-{self.classifier}" if self.classifier else ""
        return f"{self.name}-{self.version}{classifier}.{self.packaging}"

    @property
    def folder(self) -> str:
        """Its folder in the cache: another file, or another choice of members, is another folder."""
        key = hashlib.sha256("\n".join([self.sha256, *self.keep]).encode()).hexdigest()
        return f"{self.id}-{self.version}-{key[:12]}"


@cache
def pinned() -> dict[str, Artifact]:
    """All artifacts, by id."""
    return {
        key: Artifact(key, row["coordinates"], row["size"], row["sha256"], tuple(row.get("keep", ())))
        for key, row in _table()["artifacts"].items()
    }


def maven_plugin() -> str:
    """Coordinates of the Maven plugin that does the fetching."""
    return str(_table()["maven"]["plugin"])


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("artifacts.toml").read_text(encoding="utf-8"))
