"""Tier `kotlin-android`: commonMain and androidMain compile against the real `org.pytorch` and Android classes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Literal

from kmpgen.verify import kotlin_common
from kmpgen.verify.artifacts import pinned
from kmpgen.verify.compiler import Compilation
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.result import TierResult
from kmpgen.verify.runtimes import compile_over_runtimes
from kmpgen.verify.tier import KOTLIN_NEEDS, STRICT_FLAGS, Workshop, fragment_flags

NAME = "kotlin-android"
JVM_TARGET = "11"
# What the emitted library depends on. Not every registry has it: the pinned artifact declares the same classes.
EMITTED_PYTORCH = "2.1.0"
# What an app has on its class path through pytorch_android_lite, and Android itself.
CLASS_PATH = ("pytorch-android", "fbjni", "nativeloader", "android")
ARTIFACTS = ("kotlin", "kotlin-stdlib", "kotlin-stdlib-common", *CLASS_PATH)
NEEDS = KOTLIN_NEEDS


def check(
    libraries: Sequence[EmittedLibrary], workshop: Workshop, kotlin: Literal["current", "2.1"] = "current"
) -> list[TierResult]:
    """`kotlin` "2.1" compiles with the oldest Kotlin that the emitted text is for."""
    stdlib, compiler = ("kotlin-stdlib", "kotlin") if kotlin == "current" else ("kotlin21-stdlib", "kotlin21")
    host = workshop.kotlin() if kotlin == "current" else workshop.kotlin21()
    files = workshop.cache.ensure([*CLASS_PATH, stdlib, "kotlin-stdlib-common"])
    class_path = [class_files(files[id]) for id in (*CLASS_PATH, stdlib)]
    common_stdlib = files["kotlin-stdlib-common"] / "commonMain" if kotlin == "current" else None
    versions = {
        "kotlin": pinned()[compiler].version,
        "jdk": workshop.jdk.version,
        "pytorch_android_lite": f"{pinned()['pytorch-android'].version} (for {EMITTED_PYTORCH}, of the same API)",
        "android": pinned()["android"].version.split("-")[0],
    }

    def submit(library: EmittedLibrary, out: Path, runtimes: Sequence[Path]) -> Future[Compilation]:
        common = [common_stdlib] if common_stdlib else []
        if common_stdlib and library.runtime:  # what is common sees of a module only what is common there
            klib = out.with_name(f"{out.name}-runtime-common")
            done = host.submit("metadata", kotlin_common.arguments(library.runtime, [common_stdlib], klib))
            if not done.result().ok:
                return done
            common.append(klib)
        return host.submit("jvm", _arguments(library, [*class_path, *runtimes], common, out))

    return compile_over_runtimes(f"{NAME}-{kotlin}", libraries, workshop, submit, versions, NAME)


def _arguments(library: EmittedLibrary, class_path: Sequence[Path], common: Sequence[Path], out: Path) -> list[str]:
    flags = ["-no-stdlib", "-no-reflect", "-jvm-target", JVM_TARGET, f"-Xjdk-release={JVM_TARGET}", *STRICT_FLAGS]
    flags += ["-module-name", library.module_name]
    if common:
        # Without these, commonMain would see the Android class path. Kotlin 2.1 has no such mode.
        flags += ["-Xseparate-kmp-compilation", *(f"-Xfragment-dependency=commonMain:{klib}" for klib in common)]
    flags += fragment_flags(library, "androidMain", library.android)
    flags += ["-cp", os.pathsep.join(map(str, class_path)), "-d", str(out)]
    return flags + [str(source) for source in (*library.common, *library.android)]


def class_files(artifact: Path) -> Path:
    """An AAR's classes stand in a jar of their own."""
    return artifact / "classes.jar" if artifact.is_dir() else artifact
