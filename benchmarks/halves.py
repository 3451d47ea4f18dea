"""Kotlin that times calls, on both halves of an emitted library, beside a C++ program over the same torch.

What runs prints lines ``time<TAB>who<TAB>case<TAB>nanoseconds``. The iOS half runs on this machine, over stand-ins for
the Objective-C classes: Apple's runtime is not measured.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kmpgen.errors import KmpgenError
from kmpgen.verify import jvm_tests, run_android, run_ios_kotlin
from kmpgen.verify.compiler import Compilation, CompilerHost
from kmpgen.verify.foundation import with_foundation
from kmpgen.verify.host_torch import PHONES_ENGINE, compiled, find_cxx, find_torch
from kmpgen.verify.kotlin_android import class_files
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.linux_programs import find_llvm, lay_out
from kmpgen.verify.native_tests import NativeTests, run_program
from kmpgen.verify.tier import Workshop
from kmpgen.verify.tools import MissingTool

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(__file__).resolve().with_name("shared")
PACKAGE = "com.example.bench"
_TIME = re.compile(r"^time\t(.+)\t(.+)\t([\d.E+]+)$", re.MULTILINE)
# Nanoseconds by who and case.
Times = dict[tuple[str, str], float]
Runner = Callable[[], str]


def build(models: Sequence[Path], folder: Path, *options: str) -> None:
    """Emits the library of `models`, which are no part of it, into `folder`, with the timing beside its tests."""
    command = [sys.executable, "-m", "kmpgen", "build", *map(str, models), "-o", str(folder), "--package", PACKAGE]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([*command, "--no-bundle", *options], env=environment, check=True, stdout=subprocess.DEVNULL)
    shutil.copy(SHARED / "Quickest.kt", test_sources(folder, "commonTest"))


def test_sources(folder: Path, source_set: str) -> Path:
    """The folder for the benchmark's own Kotlin in one of the library's test source sets."""
    place = folder / "src" / source_set / "kotlin"
    place.mkdir(parents=True, exist_ok=True)
    return place


def compile_core(library: EmittedLibrary, workshop: Workshop) -> Path:
    return run_ios_kotlin.compile_core(library, find_torch(), find_cxx(), workshop)


def cxx_program(name: str, source: Path, workshop: Workshop, *flags: str | Path) -> Path:
    """`source`, linked with torch and, as the halves are, with the engine of phones for int8. `flags` stand after it,
    for another library that it is linked with."""
    torch, compiler = find_torch(), find_cxx()

    def command(output: Path) -> list[str | Path]:
        before = ["-O2", *torch.compile_flags(), f"-I{SHARED}"]
        return [compiler.path, *before, source, PHONES_ENGINE, *flags, "-o", output, *torch.link_flags()]

    sources = [source, PHONES_ENGINE, SHARED / "quickest.hpp"]
    return compiled(name, sources, command, [torch.version, compiler.version], workshop.progress)


def android_half(library: EmittedLibrary, workshop: Workshop) -> Runner:
    """The library and the hand-written calls on a JVM."""
    (tests,) = run_android.compile_tests([library], workshop)
    native = run_android.host_library(find_torch(), find_cxx(), workshop.jdk, workshop)
    class_path = [class_files(file) for file in workshop.cache.ensure(run_android.RUN_TIME).values()]
    given = jvm_tests.JvmTests("calls", (tests.classes, library.test_resources))
    _need(tests.compilation.result())
    folder = workshop.folder("calls-android")

    def run() -> str:
        ended = jvm_tests.run_tests(workshop.jdk, native, class_path, [given], folder)["calls"]
        return _printed(ended, folder)

    return run


def ios_half(library: EmittedLibrary, workshop: Workshop) -> Runner:
    """The library as an optimised program for this machine."""
    files = workshop.cache.ensure(run_ios_kotlin.ARTIFACTS)
    konan = lay_out(
        workshop.folder("calls-ios", "konan"), files["kotlin"], files["kotlin-linux"], find_llvm(), find_cxx()
    )
    core = compile_core(library, workshop)
    folder = workshop.folder("calls-ios", "program")
    with CompilerHost(workshop.jdk, sorted((konan.home / "konan/lib").glob("*.jar")), konan.home) as host:
        konan = with_foundation(konan, host, workshop.folder("calls-ios", "foundation"))
        job = run_ios_kotlin.compile_tests(library, core, host, konan, folder)
        _need(job.compilation.result())
        flags = [*konan.linking, "-produce", "program", "-generate-test-runner", "-opt", f"-Xinclude={job.klib}"]
        _need(host.submit("native", [*flags, "-o", str(folder / "calls")]).result())
    environment = {"KMPGEN_TEST_RESOURCES": str(library.test_resources)}
    tests = NativeTests(folder / "calls.kexe", [PACKAGE], environment)
    return lambda: _printed(run_program(tests, folder), folder)


def _need(compilation: Compilation) -> None:
    if not compilation.ok:
        sys.exit(compilation.messages)


def _printed(run: jvm_tests.TestRun, folder: Path) -> str:
    for outcome in run.outcomes:
        if not outcome.passed:
            sys.exit(f"{outcome.test}: {outcome.message}\n{outcome.trace}")
    return (folder / "printed.txt").read_text(encoding="utf-8", errors="replace")


def measure(runners: dict[str, Runner], rounds: int) -> Times:
    """The quickest of all rounds, which take turns."""
    best: Times = {}
    for number in range(rounds):
        for half, run in runners.items():
            print(f"round {number + 1} of {rounds}: {half}", file=sys.stderr)
            for who, case, nanoseconds in _TIME.findall(run()):
                key = (half if who == "typed" else who, case)
                best[key] = min(best.get(key, float("inf")), float(nanoseconds))
    return best


@contextmanager
def tools() -> Iterator[Workshop]:
    artifacts = (*run_android.ARTIFACTS, *run_ios_kotlin.ARTIFACTS)
    try:
        with Workshop(artifacts, lambda line: print(line, file=sys.stderr)) as workshop:
            yield workshop
    except MissingTool as missing:
        sys.exit(f"needs {missing}")
    except KmpgenError as problem:
        sys.exit(str(problem))
