"""Tier `kotlin-common`: commonMain compiles as common code, with neither `java.*` nor `platform.*` in reach."""

from __future__ import annotations

from collections.abc import Sequence

from kmpgen.verify.artifacts import pinned
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.result import TierResult
from kmpgen.verify.tier import STRICT_FLAGS, Workshop, kotlin_result

NAME = "kotlin-common"
ARTIFACTS = ("kotlin", "kotlin-stdlib-common")


def check(libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[TierResult]:
    host = workshop.kotlin()
    stdlib = workshop.cache.ensure(["kotlin-stdlib-common"])["kotlin-stdlib-common"] / "commonMain"
    versions = {"kotlin": pinned()["kotlin"].version, "jdk": workshop.jdk.version}
    jobs = []
    for number, library in enumerate(libraries):
        arguments = ["-Xmetadata-klib", "-Xtarget-platform=JVM,Native", *STRICT_FLAGS]
        arguments += ["-module-name", library.module_name, "-cp", str(stdlib)]
        arguments += ["-d", str(workshop.folder(NAME) / str(number)), *map(str, library.common)]
        jobs.append(host.submit("metadata", arguments))
    return [kotlin_result(NAME, library, job.result(), versions) for library, job in zip(libraries, jobs, strict=True)]
