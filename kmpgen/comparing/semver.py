"""What a change of API asks of a library's version."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kmpgen.comparing.apichanges import Change, Level

_ORDER: tuple[Level, ...] = ("none", "patch", "minor", "major")


@dataclass(frozen=True)
class Verdict:
    """``level`` of semantic versioning: major where source callers break, minor where only compiled ones do or
    something was added, patch for everything else, none where nothing changed."""

    level: Level
    source: bool
    jvm: bool
    klib: bool

    @property
    def binary(self) -> bool:
        return self.jvm or self.klib

    def next_version(self, version: str) -> str | None:
        """The least version after ``version`` that says so; None where that is no version of semver's form.

        Before 1.0.0 the second number is the one that says "breaks" (sources or compiled callers), and the third
        everything else.
        """
        numbers = _numbers(version)
        if numbers is None:
            return None
        major, minor, patch = numbers
        if self.level == "none":
            return version
        if major == 0:
            return f"0.{minor + 1}.0" if self.source or self.binary else f"0.{minor}.{patch + 1}"
        if self.level == "major":
            return f"{major + 1}.0.0"
        return f"{major}.{minor + 1}.0" if self.level == "minor" else f"{major}.{minor}.{patch + 1}"


def _numbers(version: str) -> tuple[int, int, int] | None:
    """The three numbers of a version; None where it has another form."""
    found = re.match(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?=$|[-+])", version)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def is_enough(version: str, needed: str) -> bool:
    """Whether ``version`` is at least ``needed``, as far as their numbers tell."""
    numbers, least = _numbers(version), _numbers(needed)
    return numbers is not None and least is not None and numbers >= least


def verdict(changes: Iterable[Change]) -> Verdict:
    found = list(changes)
    levels = [each.rule.level for each in found]
    if any(each.breaks_binary for each in found):
        levels.append("minor")
    return Verdict(
        level=max(levels, key=_ORDER.index, default="none"),
        source=any(each.source == "breaks" for each in found),
        jvm=any(each.jvm == "breaks" for each in found),
        klib=any(each.klib == "breaks" for each in found),
    )
