"""What a typed call costs: ratios to the same call straight to libtorch from C++, on both halves.

Each case takes its arguments as Kotlin or C++ has them (arrays, strings, maps), and gives the result as such.
Ratios of the quickest of many short samples, over some rounds, so that a busy machine changes little. The targets are
for results read by `copyInto` into an array that is there; what a new array for each costs is printed beside. The iOS
half runs over stand-ins for the Objective-C classes, on this machine: Apple's runtime is not measured.

    python benchmarks/calls.py [--rounds N]
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kmpgen.errors import KmpgenError
from kmpgen.verify import jvm_tests, run_android, run_ios_kotlin
from kmpgen.verify.compiler import Compilation, CompilerHost
from kmpgen.verify.foundation import with_foundation
from kmpgen.verify.host_torch import compiled, find_cxx, find_torch
from kmpgen.verify.kotlin_android import class_files
from kmpgen.verify.library import EmittedLibrary, open_library
from kmpgen.verify.linux_programs import find_llvm, lay_out
from kmpgen.verify.native_tests import NativeTests, run_program
from kmpgen.verify.tier import Workshop
from kmpgen.verify.tools import MissingTool

ROOT = Path(__file__).resolve().parent.parent
SOURCES = Path(__file__).resolve().with_name("calls")
MODEL = ROOT / "tests/runtime/rules.ptl"
PACKAGE = "com.example.rules"
PLACES = {"commonTest": "Calls.kt", "androidDeviceTest": "Calls.android.kt", "iosTest": "Calls.ios.kt"}
LARGE = "tensor of 1x3x224x224"
INTO_ARRAY = ", into an array"
NEW_ARRAY = "a new array of 3x224x224"
# Who, in which case, against whom: how many times longer at most.
TARGETS = [
    ("core", "int", "direct", 1.2),
    ("ios", LARGE + INTO_ARRAY, "direct", 2.5),
    ("ios", f"{LARGE}, as it is{INTO_ARRAY}", "direct", 2.5),
    ("android", LARGE + INTO_ARRAY, "hand-written", 1.3),
    ("android", f"{LARGE}, as it is{INTO_ARRAY}", "hand-written", 1.3),
]
_TIME = re.compile(r"^time\t(.+)\t(.+)\t([\d.E+]+)$", re.MULTILINE)
# Nanoseconds by who and case.
Times = dict[tuple[str, str], float]
Runner = Callable[[], str]


def made_library(folder: Path) -> EmittedLibrary:
    """The emitted library of the rules' model with the benchmark's Kotlin as its tests."""
    command = [sys.executable, "-m", "kmpgen", "build", str(MODEL), "-o", str(folder), "--package", PACKAGE]
    subprocess.run([*command, "--no-parity"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    for source_set, name in PLACES.items():
        place = folder / "src" / source_set / "kotlin"
        place.mkdir(parents=True)
        shutil.copy(SOURCES / name, place)
    resources = folder / "src/commonTest/resources"
    resources.mkdir(parents=True)
    shutil.copy(MODEL, resources)
    return open_library(folder)


def direct_calls(library: EmittedLibrary, workshop: Workshop) -> Runner:
    """The C++ program, linked with torch and the library's own core."""
    torch, compiler = find_torch(), find_cxx()
    core = run_ios_kotlin.compile_core(library, torch, compiler, workshop)
    source = SOURCES / "direct.cpp"

    def command(output: Path) -> list[str | Path]:
        flags = ["-O2", *torch.compile_flags(), f"-I{library.cinterop().header.parent}"]
        return [compiler.path, *flags, source, core, "-o", output, *torch.link_flags(), f"-Wl,-rpath,{core.parent}"]

    program = compiled("direct-calls", [source], command, [torch.version, compiler.version], workshop.progress)
    return lambda: subprocess.run([program, MODEL], check=True, capture_output=True, text=True).stdout


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
    torch, compiler = find_torch(), find_cxx()
    files = workshop.cache.ensure(run_ios_kotlin.ARTIFACTS)
    konan = lay_out(
        workshop.folder("calls-ios", "konan"), files["kotlin"], files["kotlin-linux"], find_llvm(), compiler
    )
    core = run_ios_kotlin.compile_core(library, torch, compiler, workshop)
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


def report(times: Times) -> bool:
    """Prints the table; whether all targets are reached."""
    cases = [case for who, case in times if who == "direct"]
    columns = ("core", "ios", "android", "hand-written")
    print(f"{'times the direct C++ call':44} {'C++, us':>10} " + " ".join(f"{name:>12}" for name in columns))
    for case in cases:
        direct = times["direct", case]
        ratios = (f"{times[name, case] / direct:12.2f}" if (name, case) in times else " " * 12 for name in columns)
        print(f"{case:44} {direct / 1000:10.2f} {' '.join(ratios)}")
    for half in ("ios", "android"):
        alone = times[half, NEW_ARRAY]
        print(f"{half}: {NEW_ARRAY} alone takes {alone / 1000:.1f} us, {alone / times['direct', LARGE]:.2f} of {LARGE}")
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    reached = True
    for who, case, other, most in TARGETS:
        ratio = times[who, case] / times[other, case]
        reached &= ratio <= most
        verdict = "reached" if ratio <= most else "missed"
        plain = case.removesuffix(INTO_ARRAY)
        new = "" if plain == case else f" (into a new array: {times[who, plain] / times[other, plain]:.2f})"
        print(f"{who}, {case}: {ratio:.2f} of {other}, target {most}: {verdict}{new}")
    return reached


@contextmanager
def _tools() -> Iterator[Workshop]:
    artifacts = (*run_android.ARTIFACTS, *run_ios_kotlin.ARTIFACTS)
    try:
        with Workshop(artifacts, lambda line: print(line, file=sys.stderr)) as workshop:
            yield workshop
    except MissingTool as missing:
        sys.exit(f"needs {missing}")
    except KmpgenError as problem:
        sys.exit(str(problem))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    os.environ["OMP_NUM_THREADS"] = "1"  # a busy machine would have torch's threads wait for each other
    with tempfile.TemporaryDirectory() as scratch, _tools() as workshop:
        library = made_library(Path(scratch, "library"))
        makers = {"direct": direct_calls, "android": android_half, "ios": ios_half}
        times = measure({name: make(library, workshop) for name, make in makers.items()}, rounds)
    return 0 if report(times) else 1


if __name__ == "__main__":
    sys.exit(main())
