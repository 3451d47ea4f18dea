"""Runtimes of torch by their names, and which table speaks of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kmpgen.config import Config
from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.fitness.tables import Table, tables
from kmpgen.nearest import nearest

Platform = Literal["Android", "iOS", "desktop"]

ANDROID = "pytorch_android_lite"
REBUILD = "de.voize.pytorch:pytorch_android_lite"
DESKTOP = "torch"
_PLATFORMS: dict[str, Platform] = {
    ANDROID: "Android",
    REBUILD: "Android",
    "LibTorch-Lite": "iOS",
    "VoizeLibTorch-Lite": "iOS",
    DESKTOP: "desktop",
}


@dataclass(frozen=True)
class Runtime:
    """An artifact (of Maven, CocoaPods or PyPI) in one version."""

    artifact: str
    version: str
    platform: Platform

    @property
    def name(self) -> str:
        return f"{self.artifact}:{self.version}"

    @property
    def table(self) -> Table | None:
        """Its own, else that of torch for desktops in its version; None where neither was to be had."""
        known = tables()
        own = next((table for table in known if table.name == self.name), None)
        if own is not None or self.artifact not in _PLATFORMS:  # others count their versions their own way
            return own
        return next((table for table in known if not table.measured and _covers(table, self.version)), None)

    @property
    def is_measured(self) -> bool:
        """Whether `table` was read out of this very runtime; else it is an upper bound."""
        return self.table is not None and self.table.name == self.name


def _covers(table: Table, version: str) -> bool:
    """Whether the desktop's version is this one, or a later one of the same minor version."""
    own, asked = _numbers(table.version), _numbers(version)
    asked += [0] * (3 - len(asked))
    return own[:2] == asked[:2] and own[2] >= asked[2]


def _numbers(version: str) -> list[int]:
    """More digits than any version has are cut off: Python refuses thousands."""
    return [int(part[:18]) for part in version.split(".") if part.isdecimal()]


def known() -> tuple[Runtime, ...]:
    """Those that apps use today, and the torch that kmpgen is tested with."""
    listed = (
        (ANDROID, "1.12.2"),
        (ANDROID, "1.13.1"),
        (ANDROID, "2.1.0"),
        (REBUILD, "2.8.2"),
        ("LibTorch-Lite", "1.13.0.1"),
        ("LibTorch-Lite", "2.1.0"),
        ("VoizeLibTorch-Lite", "2.1.0"),
        (DESKTOP, tables()[-1].version),
    )
    return tuple(Runtime(artifact, version, _PLATFORMS[artifact]) for artifact, version in listed)


def of_settings(config: Config) -> tuple[Runtime, ...]:
    """Those that a library of these settings depends on; none where its runtime is another library's."""
    if config.runtime is not None:
        return ()
    found = [Runtime(ANDROID, config.versions.pytorch_android, "Android")] if config.has_android else []
    if config.ios_targets:
        found.append(Runtime(config.libtorch_pod, config.versions.libtorch, "iOS"))
    return tuple(found)


def named(names: Iterable[str], config: Config) -> tuple[Runtime, ...]:
    """The runtimes that ``--runtime`` names: ``all``, ``settings``, a version (of both platforms) or ``NAME:VERSION``.

    Raises KMP851.
    """
    found: list[Runtime] = []
    for name in names:
        found += _named(name, config)
    return tuple(dict.fromkeys(found))


def _named(name: str, config: Config) -> Sequence[Runtime]:
    if name == "all":
        return known()
    if name == "settings":
        return of_settings(config)
    artifact, _, version = name.removeprefix("org.pytorch:").rpartition(":")
    if not _numbers(version[:1]):
        raise _unknown(name, "it names no version")
    if not artifact:
        return (Runtime(ANDROID, version, "Android"), Runtime(config.libtorch_pod, version, "iOS"))
    if artifact not in _PLATFORMS:
        near = nearest(artifact, _PLATFORMS)
        raise _unknown(name, f"there is no runtime {artifact}" + (f"; {near}?" if near else ""))
    return (Runtime(artifact, version, _PLATFORMS[artifact]),)


def _unknown(name: str, why: str) -> KmpgenError:
    hint = "give a version (2.1.0: of both platforms), all, settings, or one of " + ", ".join(
        f"{artifact}:VERSION" for artifact in _PLATFORMS
    )
    return KmpgenError(Diagnostic("KMP851", f"'{name}' is no runtime: {why}", hint), exit_code=2)
