"""How long the models of ``examples/models/`` take for a call, on both halves and straight in torch.

Of each method that a model's recording has, the answered call with the most data, arrays in and out: on the
halves through the typed facade, made from arrays, its results read into arrays; in C++ straight to torch's lite
interpreter, on the same inputs, copied in and out. One thread. The quickest of many calls, over some rounds in turns.

    python benchmarks/real_models.py [--rounds N] [--write] [MODEL.ptl...]
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.halves import (
    PACKAGE,
    ROOT,
    Runner,
    Times,
    android_half,
    build,
    cxx_program,
    ios_half,
    measure,
    test_sources,
    tools,
)
from kmpgen.recording import parity
from kmpgen.recording.torchvalues import to_python
from kmpgen.verify.host_torch import find_torch
from kmpgen.verify.library import EmittedLibrary, open_library
from kmpgen.verify.tier import Workshop

SOURCES = Path(__file__).resolve().with_name("realmodels")
MODELS = ROOT / "examples/models"
README = Path(__file__).resolve().with_name("README.md")
BEGIN, END = "<!-- real models: written by `./dev bench models --write` -->\n", "<!-- end of real models -->\n"


@dataclass(frozen=True)
class Call:
    """A row: `facade` is the emitted class, `method` torch's name of what is called with `values`."""

    model: Path
    facade: str
    method: str
    values: tuple[parity.Value, ...]

    @property
    def name(self) -> str:
        return f"{self.facade}.{self.method}"

    def __str__(self) -> str:
        return f"{self.method}({', '.join(map(shown, self.values))})"


def shown(value: parity.Value) -> str:
    match value:
        case parity.Tensor(_, shape):
            return "x".join(map(str, shape)) or "scalar"
        case list() | tuple() if value:
            text = ", ".join(dict.fromkeys(map(shown, value)))
            return f"{len(value)} of [{text}]" if isinstance(value, list) else f"({text})"
        case str():
            return f"{len(value)} characters"
        case parity.StrDict(items) | parity.IntDict(items):
            return f"{len(items)} entries"
        case parity.ScalarList(values=values):
            return f"{len(values)} numbers"
        case None | bool() | int() | float():
            return str(value)
        case _:
            return "[]"


def trimmed(content: bytes, file: Path) -> parity.Recording:
    """Of each method the answered call with the most data in its arguments."""
    whole = parity.read(content, str(file))
    cases = {}
    for method, recorded in whole.cases.items():
        answered = [case for case in recorded if isinstance(case.outcome, parity.Answer)]
        if answered:
            nothing = parity.Answer(None)
            cases[method] = (max(answered, key=lambda case: len(parity.write_case(replace(case, outcome=nothing)))),)
    return replace(whole, cases=cases)


def made_library(models: list[Path], scratch: Path) -> tuple[EmittedLibrary, list[Call]]:
    """One library of all `models`, and the calls to be timed."""
    recordings = {}
    for model in models:
        beside = parity.read_beside(model)
        if beside is None:
            sys.exit(f"{model} has no recording beside it: kmpgen record")
        copy = scratch / "models" / model.parent.name / model.name
        shutil.copytree(model.parent, copy.parent, dirs_exist_ok=True)
        recordings[copy] = trimmed(beside[1], beside[0])
    for copy, recording in recordings.items():
        copy.with_suffix(parity.SUFFIX).write_bytes(parity.write(recording))
    build(list(recordings), scratch / "library")
    package = test_sources(scratch / "library", "commonTest") / PACKAGE.replace(".", "/")
    shutil.copy(SOURCES / "TorchRecording.kt", package / "torch")
    library = open_library(scratch / "library")
    facades = {file.read_bytes(): file.stem for file in library.test_resources.glob(f"*{parity.SUFFIX}")}
    calls = [
        Call(copy, facades[parity.write(recording)], method, case.inputs)
        for copy, recording in recordings.items()
        for method, (case,) in recording.cases.items()
    ]
    return library, calls


def direct_calls(calls: list[Call], scratch: Path, workshop: Workshop) -> Runner:
    """The C++ program, a process a call."""
    program = cxx_program("direct-models", SOURCES / "direct.cpp", workshop)
    commands: list[list[str | Path]] = []
    for number, call in enumerate(calls):
        inputs = scratch / f"inputs-{number}.pt"
        _save_inputs(call, inputs)
        commands.append([program, call.model, inputs, call.name, call.method])

    def run() -> str:
        return "".join(subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout for line in commands)

    return run


def _save_inputs(call: Call, file: Path) -> None:
    """As attributes of the types that the method wants, which tells an empty list's."""
    import torch

    schema = torch.jit.load(str(call.model))._c._get_method(call.method).schema
    holder = torch._C.ScriptModule("Inputs", torch._C.CompilationUnit(), False)
    for number, (argument, value) in enumerate(zip(schema.arguments[1:], call.values, strict=True)):
        holder._register_attribute(f"argument_{number}", argument.type, to_python(value))
    holder.save(str(file))


def table(calls: list[Call], times: Times) -> str:
    """As Markdown; how many times longer than in C++ in brackets."""
    rows = ["| model | call | torch, in C++ | Android half | iOS half |", "|---|---|---|---|---|"]
    for call in calls:
        direct = times["direct", call.name]
        cells = [call.model.stem, f"`{call}`", time(direct)]
        for half in ("android", "ios"):
            own = times.get((half, call.name))
            cells.append(f"{time(own)} ({own / direct:.2f})" if own else "cannot carry it")
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def time(nanoseconds: float) -> str:
    microseconds = nanoseconds / 1000
    return f"{microseconds:.2f} us" if microseconds < 1000 else f"{microseconds / 1000:.2f} ms"


def text(calls: list[Call], times: Times) -> str:
    """The table below what it was measured with."""
    machine = (
        f"torch {find_torch().version.partition('+')[0]}, one thread, {os.cpu_count()} {platform.machine()} processors"
    )
    return f"{machine}, {date.today():%B %Y}.\n\n{table(calls, times)}\n"


def write(new: str) -> None:
    """Puts it into the README, between its marks."""
    before, begin, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"{README} has no place for the table: {BEGIN.strip()}")
    README.write_text(f"{before}{begin}\n{new}\n{end}{after}", encoding="utf-8")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("model", nargs="*", type=Path, help="with its recording beside it; left out: examples/models")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--write", action="store_true", help="into benchmarks/README.md")
    given = options.parse_args()
    models = [path.resolve() for path in given.model] or sorted(MODELS.glob("*/*.ptl"))
    os.environ["OMP_NUM_THREADS"] = "1"
    # glibc gives freed memory back to the system or keeps it, by what a process freed before; then a call takes a
    # fifth longer in one program than in another. Here all of them keep it.
    os.environ.update(MALLOC_TRIM_THRESHOLD_=str(1 << 30), MALLOC_MMAP_THRESHOLD_=str(1 << 25))
    with tempfile.TemporaryDirectory() as folder, tools() as workshop:
        library, calls = made_library(models, Path(folder))
        runners: dict[str, Runner] = {
            "direct": direct_calls(calls, Path(folder), workshop),
            "android": android_half(library, workshop),
            "ios": ios_half(library, workshop),
        }
        new = text(calls, measure(runners, given.rounds))
    print(new)
    if given.write:
        write(new)


if __name__ == "__main__":
    main()
