"""Tier `run-ios-native`: the emitted Objective-C and its C core replay the recordings under GNUstep.

Besides the answers it judges ownership: inputs and module are gone when results are read, and no object is left over.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.exitstatus import how_it_ended
from kmpgen.reading.torchscript import read_model
from kmpgen.recording import parity
from kmpgen.verify import gnustep
from kmpgen.verify.answers import difference
from kmpgen.verify.host_torch import CxxCompiler, Torch, compiled, find_cxx, find_torch
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.replay_plan import write_plan
from kmpgen.verify.result import TierResult, failure
from kmpgen.verify.run_ios_kotlin import compile_core
from kmpgen.verify.tier import Workshop
from kmpgen.verify.tools import Need, require, require_linux
from kmpgen.viewing.naming import DEFAULT_PREFIX, respell

NAME = "run-ios-native"
ARTIFACTS: tuple[str, ...] = ()
NEEDS: tuple[Need, ...] = (require_linux, find_torch, find_cxx, gnustep.require)
NO_RECORDING = "no recording (kmpgen record)"
RUNNER = Path(__file__).with_name("replay") / "replay.m"
MODEL_SUFFIXES = (".ptl", ".pt")
SECONDS = 600
# What the runner says where a rule of ownership or of errors does not hold.
BROKEN = "broken: "


def check(libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[TierResult]:
    recorded = {library.root: sorted(library.test_resources.glob(f"*{parity.SUFFIX}")) for library in libraries}
    if not any(recorded.values()):
        return [TierResult(NAME, "skipped", NO_RECORDING) for _ in libraries]
    require(NEEDS)
    torch, compiler, toolchain = find_torch(), find_cxx(), gnustep.require()
    versions = {"torch": torch.version, "c++": compiler.version, **toolchain.versions}
    results = []
    for number, library in enumerate(libraries):
        if not recorded[library.root]:
            results.append(TierResult(NAME, "skipped", NO_RECORDING))
            continue
        try:
            runner = _runner(library, torch, compiler, toolchain, workshop)
            folder = workshop.folder(NAME, str(number))
            complaints = [line for file in recorded[library.root] for line in _replay(file, library, runner, folder)]
        except KmpgenError as problem:
            results.append(failure(NAME, problem, versions))
            continue
        results.append(_result(complaints, versions))
    return results


def _result(complaints: Sequence[str], versions: dict[str, str]) -> TierResult:
    if not complaints:
        return TierResult(NAME, "ok", versions=versions)
    return TierResult(NAME, "failed", complaints[0].splitlines()[0], "\n".join(complaints), versions)


def _runner(
    library: EmittedLibrary, torch: Torch, compiler: CxxCompiler, toolchain: gnustep.Toolchain, workshop: Workshop
) -> Path:
    """The library's wrapper with the runner of recordings. Raises KmpgenError KMP403, KMP420."""
    core = compile_core(library, torch, compiler, workshop)
    interop = library.cinterop()
    header = interop.header
    runner = RUNNER
    if interop.prefix != DEFAULT_PREFIX:
        runner = workshop.folder(NAME, interop.prefix) / RUNNER.name
        runner.write_text(respell(RUNNER.read_text("utf-8"), interop.prefix), "utf-8")
    sources = sorted(file for file in header.parent.iterdir() if file.suffix in (".m", ".h"))

    def command(output: Path) -> list[str | Path]:
        flags = [*gnustep.RUNTIME, gnustep.SWIFT_NAME, *toolchain.includes, "-std=gnu11", "-O1", "-I."]
        units = [Path(file.name) for file in sources if file.suffix == ".m"]
        linked: list[str | Path] = [core, f"-Wl,-rpath,{core.parent}", "-lgnustep-base", "-lobjc"]
        return [toolchain.clang, *flags, "-include", header.name, *units, runner, "-o", output, *linked]

    key = [str(core), *toolchain.versions.values()]
    return compiled("replay", [*sources, runner], command, key, workshop.progress, header.parent)


def _replay(file: Path, library: EmittedLibrary, runner: Path, folder: Path) -> Iterator[str]:
    """What is wrong with one recorded model's answers and objects. Raises KmpgenError KMP501 and the reader's."""
    candidates = (place / f"{file.stem}{suffix}" for place in library.resource_folders for suffix in MODEL_SUFFIXES)
    model = next((path for path in candidates if path.exists()), None)
    if model is None:
        raise KmpgenError(Diagnostic("KMP421", "the recording's model is missing", where=Where(file.name)))
    recording = parity.read(file.read_bytes(), file.name)
    methods = {method.name: method for method in read_model(model).methods}
    plan, answers = folder / "plan", folder / "answers"
    try:
        plan.write_bytes(write_plan(recording, methods))
    except (KeyError, ValueError) as problem:
        message = f"the recording is not of this model: {problem}"
        raise KmpgenError(Diagnostic("KMP421", message, "build the library again", Where(file.name))) from problem
    status, said = _run([runner, model, plan, answers], folder)
    if status:
        yield f"{file.stem}: {status} in {_last_place(said)}\n{said[-4000:]}"
        return
    yield from (f"{file.stem}: {line.removeprefix(BROKEN)}" for line in said.splitlines() if line.startswith(BROKEN))
    found = parity.read(answers.read_bytes(), file.name).cases
    tolerances = {} if os.environ.get("KMPGEN_EXACT") == "1" else recording.tolerances
    for method, cases in recording.cases.items():
        for number, (case, answer) in enumerate(zip(cases, found[method], strict=True), 1):
            wrong = difference(case.outcome, answer.outcome, tolerances)
            if wrong:
                yield f"{file.stem}: {method}, example {number}: {wrong}"


def _run(command: Sequence[Path], folder: Path) -> tuple[str, str]:
    """How it ended badly, "" where it did not; and all that it said."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, cwd=folder)
    except subprocess.TimeoutExpired as late:
        return f"still running after {SECONDS} s", (late.stderr or b"").decode("utf-8", errors="replace")
    said = done.stderr.decode("utf-8", errors="replace")
    if done.returncode == 0:
        return "", said
    return how_it_ended(done.returncode), said


def _last_place(said: str) -> str:
    return next((line for line in reversed(said.splitlines()) if ", example " in line), "the start")
