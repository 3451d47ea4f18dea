"""Tier `run-android`: the Android half runs its tests on a JVM, over the torch that is installed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from kmpgen.verify.artifacts import pinned
from kmpgen.verify.compiler import Compilation
from kmpgen.verify.host_torch import PHONES_ENGINE, CxxCompiler, Torch, compiled, find_cxx, find_torch
from kmpgen.verify.jvm_tests import JvmTests, TestRun, run_tests
from kmpgen.verify.kotlin_android import CLASS_PATH, JVM_TARGET, class_files
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.result import TierResult
from kmpgen.verify.tier import Workshop, kotlin_result
from kmpgen.verify.tools import Jdk, Need, find_jdk, require, require_linux

NAME = "run-android"
TEST_LIBRARIES = ("kotlin-stdlib", "kotlin-test", "kotlin-test-junit", "junit", "hamcrest")
ARTIFACTS = ("kotlin", *TEST_LIBRARIES, *CLASS_PATH)
NEEDS: tuple[Need, ...] = (require_linux, find_torch, find_cxx, find_jdk)
# What the tests' JVM has in place of the AAR and its native libraries.
RUN_TIME = ("pytorch-android", "fbjni", "nativeloader", "android", *TEST_LIBRARIES)
HOST = Path(__file__).with_name("host")
HOST_LIBRARY = "libpytorch_jni_host.so"
NO_RECORDING = "no recording (kmpgen record)"
REFINES = "androidMain:commonMain,commonTest:commonMain,androidDeviceTest:androidMain,androidDeviceTest:commonTest"
FLAGS = (
    *("-no-stdlib", "-no-reflect", "-jvm-target", JVM_TARGET, f"-Xjdk-release={JVM_TARGET}", "-Werror"),
    *("-Xmulti-platform", "-Xexpect-actual-classes"),
)


@dataclass(frozen=True)
class CompiledTests:
    """A library's source sets, queued for the compiler.

    `classes` is where they will be, `runtime` where those of another library are that they stand on.
    """

    library: EmittedLibrary
    compilation: Future[Compilation]
    classes: Path
    runtime: Path | None = None

    @property
    def folders(self) -> tuple[Path, ...]:
        """What the tests' class loader has."""
        return (self.classes, *([self.runtime] if self.runtime else []), *self.library.resource_folders)


def check(libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[TierResult]:
    recorded = [library for library in libraries if library.common_test or library.android_test]
    results = {}
    if recorded:
        require(NEEDS)  # what is missing is said before anything is compiled
        torch = find_torch()
        results = dict(zip(recorded, run(compile_tests(recorded, workshop), torch, workshop), strict=True))
    return [results.get(library) or TierResult(NAME, "skipped", NO_RECORDING) for library in libraries]


def run(tests: Sequence[CompiledTests], torch: Torch, workshop: Workshop) -> list[TierResult]:
    """One result a library: its tests over `torch`. The host library is compiled while Kotlin still is."""
    jdk, compiler = workshop.jdk, find_cxx()
    files = workshop.cache.ensure(RUN_TIME)
    native = host_library(torch, compiler, jdk, workshop)
    ready = [
        JvmTests(str(number), compiled.folders)
        for number, compiled in enumerate(tests)
        if compiled.compilation.result().ok
    ]
    class_path = [class_files(files[id]) for id in RUN_TIME]
    runs = run_tests(jdk, native, class_path, ready, workshop.folder(f"{NAME}-{torch.version}"))
    versions = {
        "torch": torch.version,
        "c++": compiler.version,
        "kotlin": pinned()["kotlin"].version,
        "jdk": jdk.version,
        "pytorch_android_lite": f"{pinned()['pytorch-android'].version} (its Java classes)",
        "junit": pinned()["junit"].version,
    }
    return [_result(compiled, runs.get(str(number)), versions) for number, compiled in enumerate(tests)]


def host_library(torch: Torch, compiler: CxxCompiler, jdk: Jdk, workshop: Workshop) -> Path:
    """The stand-in for the AAR's native library over `torch`; compiled at first use. Raises KmpgenError KMP420."""
    java_home = jdk.java.resolve().parent.parent
    includes = [f"-I{java_home / 'include'}", f"-I{java_home / 'include/linux'}"]

    def command(output: Path) -> list[str | Path]:
        flags = ["-shared", "-fPIC", "-O2", "-fvisibility=hidden", *includes, *torch.compile_flags()]
        return [compiler.path, *flags, HOST / "pytorch_jni.cpp", PHONES_ENGINE, "-o", output, *torch.link_flags()]

    sources = sorted([*HOST.glob("*.cpp"), *HOST.glob("*.hpp")])
    return compiled(HOST_LIBRARY, sources, command, [torch.version, compiler.version, jdk.version], workshop.progress)


def compile_tests(libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[CompiledTests]:
    """Queues the main and test source sets of each library."""
    host = workshop.kotlin()
    files = workshop.cache.ensure([*CLASS_PATH, *TEST_LIBRARIES])
    class_path = [class_files(files[id]) for id in (*CLASS_PATH, *TEST_LIBRARIES)]
    queued = []
    for number, library in enumerate(libraries):
        classes, runtime = workshop.folder(NAME) / str(number), workshop.folder(NAME) / f"{number}-runtime"
        over = class_path
        if library.runtime:  # a module of its own, of which tests see no more than apps do
            over = [*class_path, runtime]
            done = host.submit("jvm", compiler_arguments(library.runtime, class_path, runtime))
            if not done.result().ok:
                queued.append(CompiledTests(library, done, classes))
                continue
        job = host.submit("jvm", compiler_arguments(library, over, classes))
        queued.append(CompiledTests(library, job, classes, runtime if library.runtime else None))
    return queued


def compiler_arguments(library: EmittedLibrary, class_path: Sequence[Path], out: Path) -> list[str]:
    """For the JVM compiler: all source sets as one module, so that tests reach what is internal.

    In this form common code sees the Android class path: whether it is common is for other tiers to say.
    """
    sources = {
        "commonMain": library.common,
        "androidMain": library.android,
        "commonTest": library.common_test,
        "androidDeviceTest": library.android_test,
    }
    flags = [*FLAGS, "-cp", os.pathsep.join(map(str, class_path))]
    flags += ["-module-name", library.module_name, "-d", str(out)]
    flags += [f"-Xfragments={','.join(sources)}", f"-Xfragment-refines={REFINES}"]
    flags += [f"-Xfragment-sources={name}:{file}" for name, files in sources.items() for file in files]
    return [*flags, *(str(file) for files in sources.values() for file in files)]


def _result(compiled: CompiledTests, run: TestRun | None, versions: dict[str, str]) -> TierResult:
    if run is None:
        return kotlin_result(NAME, compiled.library, compiled.compilation.result(), versions)
    return run.result(NAME, versions)
