"""What a build is told: defaults and command-line options in one frozen value, checked before anything is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kmpgen import naming
from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.printable import printable

RECORDING_SUFFIX = ".parity"
"""A recording stands beside its model, with its name and this suffix."""


@dataclass(frozen=True)
class Versions:
    """Every version that the emitted project names."""

    kotlin: str = "2.4.20"
    agp: str = "9.1.0"
    gradle: str = "9.3.1"  # the least that this Android plugin takes
    androidx_test: str = "1.7.0"
    pytorch_android: str = "2.1.0"
    libtorch: str = "2.1.0"
    jvm_target: str = "11"
    compile_sdk: int = 36
    min_sdk: int = 24
    ios: str = "15.0"


@dataclass(frozen=True)
class Config:
    """Settings of one build; ``name`` and ``package`` left out come from the model's class."""

    name: str | None = None
    package: str | None = None
    version: str = "0.1.0"
    skip: tuple[str, ...] = ()
    prefix: str = naming.DEFAULT_PREFIX
    libtorch_pod: str = "LibTorch-Lite"
    parity: bool = True
    """Whether recordings beside the models become tests."""
    versions: Versions = field(default_factory=Versions)

    def __post_init__(self) -> None:
        checks = (_name_problem(self.name), _package_problem(self.package), _prefix_problem(self.prefix))
        problems = [problem for problem in checks if problem]
        if problems:
            raise KmpgenError(problems, exit_code=2)


def _name_problem(name: str | None) -> Diagnostic | None:
    if name is None or re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        return None
    return Diagnostic(
        "KMP110",
        f"'{printable(name)}' is no library name",
        "use lower-case words joined by hyphens: sentiment-classifier",
    )


def _package_problem(package: str | None) -> Diagnostic | None:
    if package is None:
        return None
    segments = package.split(".")
    plain = (
        len(segments) > 1
        and segments[0] not in _FOREIGN_ROOTS
        and all(re.fullmatch(r"[a-z][a-z0-9_]*", segment) for segment in segments)
    )
    if plain and naming.PACKAGE_KEYWORDS.isdisjoint(segments):
        return None
    return Diagnostic(
        "KMP111",
        f"'{printable(package)}' is no Kotlin package",
        "use two or more lower-case names, no keywords of Kotlin or Java, joined by dots: com.example.sentiment",
    )


# Packages of the languages and platforms: compilers or class loaders keep others out.
_FOREIGN_ROOTS = frozenset({"android", "androidx", "java", "javax", "kotlin", "kotlinx"})


def _prefix_problem(prefix: str) -> Diagnostic | None:
    if re.fullmatch(r"[A-Z][A-Z0-9]{1,9}", prefix):
        return None
    return Diagnostic("KMP112", f"'{printable(prefix)}' is no prefix", "use two to ten capitals and digits: ACME")
