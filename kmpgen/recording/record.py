"""Runs a model in torch and records what it answers: the pipeline behind ``kmpgen record``.

torch runs in a process of its own (``python -m kmpgen.recording.record``), as `torchprocess` says; beside its answer it
leaves ``recording``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kmpgen import ir, torchprocess
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.reading.torchscript import read_model
from kmpgen.recording import parity
from kmpgen.recording.engine import use_phones_engine
from kmpgen.recording.examplesfile import ExamplesFile
from kmpgen.recording.running import Runner
from kmpgen.scratchfolder import scratch_folder

# Between builds of torch and kinds of processor the last bits differ. Bools, strings and ints are compared exactly.
TOLERANCES = {
    "float16": parity.Tolerance(1e-2, 1e-3),
    "bfloat16": parity.Tolerance(2e-2, 1e-2),
    "float32": parity.Tolerance(1e-4, 1e-5),
    "float64": parity.Tolerance(1e-7, 1e-8),
}


@dataclass(frozen=True)
class Recorded:
    """What ``record`` has to tell: the file's bytes, cases by method, and the methods that examples.py leaves out."""

    content: bytes
    counts: Mapping[str, int]
    raised: int
    without_examples: tuple[str, ...]


def record(model: Path, examples: Path, tolerances: Mapping[str, parity.Tolerance]) -> Recorded:
    """Runs the examples. Raises KmpgenError KMP503 to KMP509; ``tolerances`` are beside or instead of `TOLERANCES`."""
    read = read_model(model)
    _refuse_unrecordable(read)
    if not examples.is_file():
        message, hint = "no such examples file", "see docs/parity-format.md for what it holds"
        raise KmpgenError(Diagnostic("KMP503", message, hint, Where(str(examples))), exit_code=2)
    with scratch_folder("record") as folder:
        request = {
            "model": str(model.absolute()),
            "examples": str(examples.absolute()),
            "tolerances": {dtype: asdict(value) for dtype, value in {**TOLERANCES, **tolerances}.items()},
        }
        (folder / "request.json").write_text(json.dumps(request))
        _run_torch(folder, read.file)
        content = (folder / "recording").read_bytes()
    recording = parity.read(content, read.file)
    counts = {method: len(cases) for method, cases in recording.cases.items()}
    raised = sum(isinstance(case.outcome, parity.Raised) for cases in recording.cases.values() for case in cases)
    without = tuple(method.name for method in _recordable(read) if method.name not in counts)
    return Recorded(content, counts, raised, without)


def _refuse_unrecordable(model: ir.Model) -> None:
    where = Where(model.file)
    if model.format == "torchscript":
        message = "a full TorchScript file runs on no phone, so there is nothing to compare with"
        hint = "save it for phones: module._save_for_lite_interpreter('model.ptl')"
        raise KmpgenError(Diagnostic("KMP506", message, hint, where))
    refusals = [Diagnostic("KMP506", each.message, each.hint, where) for each in model.refusals if each.method is None]
    if refusals:
        raise KmpgenError(refusals)


def _recordable(model: ir.Model) -> list[ir.Method]:
    return [method for method in model.methods if not method.name.startswith("_")]


def _run_torch(folder: Path, file: str) -> None:
    """Raises KmpgenError: what the process found, KMP505 where there is no torch, KMP507 where it broke off."""
    try:
        torchprocess.run("kmpgen.recording.record", folder)
    except torchprocess.Ended as error:
        hint = "leave that example out, and mend what it meets"
        raise KmpgenError(Diagnostic("KMP507", str(error), hint, Where(file))) from error


# From here on: the process that runs torch.


def main(folder: Path) -> None:
    import torch

    torch.set_num_threads(1)  # how work is split over threads decides the last bits of a sum
    request = json.loads((folder / "request.json").read_text())
    place = folder / "place"
    place.write_text("running the examples file")
    use_phones_engine()
    session = _Session(Path(request["model"]), Path(request["examples"]), place.write_text)
    try:
        tolerances = {dtype: parity.Tolerance(**value) for dtype, value in request["tolerances"].items()}
        cases = session.cases()
        recording = parity.Recording(session.model.fingerprint, torch.__version__, tolerances, cases)
        (folder / "recording").write_bytes(parity.write(recording))
    except KmpgenError as error:
        session.problems += error.diagnostics
    except parity.Unwritable as error:
        hint = "record smaller inputs, or fewer"
        session.problems.append(Diagnostic("KMP509", str(error), hint, Where(session.model.file)))
    answer = {"diagnostics": [asdict(problem) for problem in session.problems]}
    (folder / "answer.json").write_text(json.dumps(answer))


class _Session:
    """One model and one examples file."""

    def __init__(self, model: Path, examples: Path, tell: Callable[[str], object]) -> None:
        self.model = read_model(model)
        self.problems: list[Diagnostic] = []
        self._examples = ExamplesFile(examples, self.problems)
        self._runner = Runner(model, self.model, tell, self.problems)

    def cases(self) -> dict[str, tuple[parity.Case, ...]]:
        """All methods' cases; what stands against any of them is raised at once."""
        functions = self._examples.functions()
        inputs = {
            method.name: (method, list(self._examples.inputs(method, functions[method.name])))
            for method in _recordable(self.model)
            if method.name in functions
        }
        if not inputs:
            names = ", ".join(method.name for method in _recordable(self.model))
            message = "the examples file has no function of a method's name"
            self._examples.problem("KMP503", message, f"write one, which yields argument tuples: {names}")
        if self.problems:
            raise KmpgenError([])
        cases = {name: self._run(method, rows) for name, (method, rows) in inputs.items()}
        if self.problems:
            raise KmpgenError([])
        return cases

    def _run(self, method: ir.Method, rows: Sequence[tuple[parity.Value, ...]]) -> tuple[parity.Case, ...]:
        """Runs the rows twice, each time in order on a fresh module: what differs can't be compared with anything."""
        first, second = self._runner.run_once(method, rows), self._runner.run_once(method, rows)
        for number, (one, other) in enumerate(zip(first, second, strict=True), 1):
            if parity.write_case(one) != parity.write_case(other):
                message = f"example {number} has another answer each time it runs"
                hint = "leave it out, or seed the model's random numbers inside the exported method"
                self.problems.append(Diagnostic("KMP508", message, hint, Where(self.model.file, method.name)))
        return tuple(first)


if __name__ == "__main__":
    torchprocess.live(main)
