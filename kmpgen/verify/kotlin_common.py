"""Tier `kotlin-common`: commonMain compiles as common code, with neither `java.*` nor `platform.*` in reach."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from kmpgen.verify.artifacts import pinned
from kmpgen.verify.compiler import Compilation
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.result import TierResult
from kmpgen.verify.runtimes import compile_over_runtimes
from kmpgen.verify.tier import KOTLIN_NEEDS, STRICT_FLAGS, Workshop

NAME = "kotlin-common"
ARTIFACTS = ("kotlin", "kotlin-stdlib-common")
NEEDS = KOTLIN_NEEDS


def check(libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[TierResult]:
    host = workshop.kotlin()
    stdlib = workshop.cache.ensure(["kotlin-stdlib-common"])["kotlin-stdlib-common"] / "commonMain"
    versions = {"kotlin": pinned()["kotlin"].version, "jdk": workshop.jdk.version}

    def submit(library: EmittedLibrary, out: Path, runtimes: Sequence[Path]) -> Future[Compilation]:
        return host.submit("metadata", arguments(library, [stdlib, *runtimes], out))

    return compile_over_runtimes(NAME, libraries, workshop, submit, versions)


def arguments(library: EmittedLibrary, class_path: Sequence[Path], out: Path) -> list[str]:
    """For the metadata compiler: ``out`` becomes a klib of what is common."""
    flags = ["-Xmetadata-klib", "-Xtarget-platform=JVM,Native", *STRICT_FLAGS]
    flags += ["-module-name", library.module_name, "-cp", os.pathsep.join(map(str, class_path))]
    return [*flags, "-d", str(out), *map(str, library.common)]
