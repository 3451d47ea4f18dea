"""What every tier is, and what tiers are given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Protocol

from kmpgen.scratchfolder import scratch_folder
from kmpgen.verify.artifacts import pinned
from kmpgen.verify.cache import Cache
from kmpgen.verify.compiler import Compilation, CompilerHost
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.result import TierResult
from kmpgen.verify.tools import Jdk, Need, find_jdk, require, require_linux

# The pinned Kotlin/Native runs on nothing else.
KOTLIN_NEEDS: tuple[Need, ...] = (require_linux, find_jdk)


class Tier(Protocol):
    """A module of this package with these names is a tier; it is listed in `kmpgen.verify.TIER_MODULES`.

    ARTIFACTS are the ids of pinned artifacts that it asks the workshop's cache for: all tiers' are fetched in one go.
    NEEDS find what else must be on the machine; `check` asks for the same, and `kmpgen doctor` says what each lacks.
    """

    NAME: str
    ARTIFACTS: tuple[str, ...]
    NEEDS: tuple[Need, ...]

    def check(self, libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[TierResult]:
        """One result a library, in their order. Runs in a thread of its own beside the other tiers.

        Raises MissingTool where the machine lacks something (the tier is skipped), KmpgenError where the tools cannot
        be had (the tier fails).
        """


class Workshop:
    """The tools that tiers share for the length of one `verify`: found or fetched at first use, ended with `with`."""

    def __init__(self, artifacts: Iterable[str] = (), progress: Callable[[str], None] = lambda line: None) -> None:
        """`artifacts`: what all the tiers of this run will ask for."""
        self.cache = Cache(progress=progress)
        self.progress = progress
        self._artifacts = tuple(artifacts)
        self._closing = ExitStack()
        self._guard = Lock()
        self._hosts: dict[str, CompilerHost] = {}

    def __enter__(self) -> Workshop:
        self._closing.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.__exit__(kind, value, trace)

    @cached_property
    def jdk(self) -> Jdk:
        return find_jdk()

    @cached_property
    def scratch(self) -> Path:
        """A folder for what compilers write; gone at the end."""
        return self._closing.enter_context(scratch_folder("verify"))

    def kotlin(self) -> CompilerHost:
        """The compilers of the pinned Kotlin, all targets. Raises MissingTool, KmpgenError."""
        require(KOTLIN_NEEDS)
        with self._guard:
            if "kotlin" not in self._hosts:
                jdk = self.jdk
                home = self.cache.ensure(["kotlin", *self._artifacts])["kotlin"]
                jars = sorted((home / "konan" / "lib").glob("*.jar"))
                self._hosts["kotlin"] = self._closing.enter_context(CompilerHost(jdk, jars, home))
            return self._hosts["kotlin"]

    def kotlin21(self) -> CompilerHost:
        """The JVM compiler of Kotlin 2.1. Raises MissingTool, KmpgenError."""
        with self._guard:
            if "kotlin21" not in self._hosts:
                jdk = self.jdk
                jars = self.cache.ensure(id for id in pinned() if id.startswith("kotlin21")).values()
                self._hosts["kotlin21"] = self._closing.enter_context(CompilerHost(jdk, list(jars)))
            return self._hosts["kotlin21"]

    def folder(self, *parts: str) -> Path:
        """A new folder in the scratch folder."""
        with self._guard:
            path = self.scratch.joinpath(*parts)
            path.mkdir(parents=True, exist_ok=True)
            return path


# Explicit API mode and warnings as errors: the library promises both.
STRICT_FLAGS = ("-Werror", "-Xexplicit-api=strict", "-Xmulti-platform", "-Xexpect-actual-classes")
_PLACED = re.compile(r"^\S.*:\d+:\d+: error: ")
_PLACED_WARNING = re.compile(r"^\S.*:\d+:\d+: warning: ")
_FAULT = re.compile(r"^(error|exception): ")


def kotlin_result(name: str, library: EmittedLibrary, compilation: Compilation, versions: dict[str, str]) -> TierResult:
    """The compiler's verdict as a tier's, with the first complaint that has a place as the reason."""
    details = library.relative(compilation.messages).strip()
    if compilation.ok:
        return TierResult(name, "ok", details=details, versions=versions)
    lines = details.splitlines()
    for pattern in (_PLACED, _PLACED_WARNING, _FAULT):
        for line in lines:
            if pattern.match(line):
                return TierResult(name, "failed", line, details, versions)
    return TierResult(name, "failed", lines[0] if lines else "the compiler gave no reason", details, versions)


def fragment_flags(library: EmittedLibrary, platform: str, sources: Sequence[Path]) -> list[str]:
    """Tells a compiler which source belongs to which source set."""
    flags = [f"-Xfragments=commonMain,{platform}", f"-Xfragment-refines={platform}:commonMain"]
    flags += [f"-Xfragment-sources=commonMain:{source}" for source in library.common]
    return flags + [f"-Xfragment-sources={platform}:{source}" for source in sources]
