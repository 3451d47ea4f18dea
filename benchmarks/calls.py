"""What a typed call costs: ratios to the same call straight to libtorch from C++, on both halves.

Each case takes its arguments as Kotlin or C++ has them (arrays, strings, maps), and gives the result as such.
Ratios of the quickest of many short samples, over some rounds, so that a busy machine changes little. The targets are
for results read by `copyInto` into an array that is there; what a new array for each costs is printed beside.

    python benchmarks/calls.py [--rounds N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.halves import (
    ROOT,
    Runner,
    Times,
    android_half,
    build,
    compile_core,
    cxx_program,
    ios_half,
    measure,
    test_sources,
    tools,
)
from kmpgen.verify.library import EmittedLibrary, open_library
from kmpgen.verify.tier import Workshop

SOURCES = Path(__file__).resolve().with_name("calls")
MODEL = ROOT / "tests/runtime/rules.ptl"
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


def made_library(folder: Path) -> EmittedLibrary:
    """The emitted library of the rules' model with the benchmark's Kotlin as its tests."""
    build([MODEL], folder, "--no-parity")
    for source_set, name in PLACES.items():
        shutil.copy(SOURCES / name, test_sources(folder, source_set))
    resources = folder / "src/commonTest/resources"
    resources.mkdir(parents=True)
    shutil.copy(MODEL, resources)
    return open_library(folder)


def direct_calls(library: EmittedLibrary, workshop: Workshop) -> Runner:
    """The C++ program, linked with torch and the library's own core."""
    core = compile_core(library, workshop)
    flags: list[str | Path] = [f"-I{library.cinterop().header.parent}", core, f"-Wl,-rpath,{core.parent}"]
    program = cxx_program("direct-calls", SOURCES / "direct.cpp", workshop, *flags)
    return lambda: subprocess.run([program, MODEL], check=True, capture_output=True, text=True).stdout


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


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    os.environ["OMP_NUM_THREADS"] = "1"  # a busy machine would have torch's threads wait for each other
    with tempfile.TemporaryDirectory() as scratch, tools() as workshop:
        library = made_library(Path(scratch, "library"))
        makers = {"direct": direct_calls, "android": android_half, "ios": ios_half}
        times = measure({name: make(library, workshop) for name, make in makers.items()}, rounds)
    return 0 if report(times) else 1


if __name__ == "__main__":
    sys.exit(main())
