"""The process that tries a file in torch's lite loader: ``python -m kmpgen.exporting.rerun FOLDER``.

Its answer: how far the file's answers are from those in ``expected``, method by method.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kmpgen import ir, torchprocess
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.exporting import eager, nearness
from kmpgen.reading.torchscript import read_model
from kmpgen.recording import parity
from kmpgen.recording.examples import UNCROSSED
from kmpgen.recording.running import Runner
from kmpgen.recording.torchvalues import first_line
from kmpgen.verify.answers import difference


def main(folder: Path) -> None:
    import torch

    request = json.loads((folder / "request.json").read_text())
    place = folder / "place"
    place.write_text("loading the saved model")
    torch.set_num_threads(1)
    answer: dict[str, Any] = {"diagnostics": []}
    try:
        answer["methods"] = _rerun(folder, folder / "out" / request["name"])
    except KmpgenError as error:
        answer["diagnostics"] = [asdict(each) for each in error.diagnostics]
    (folder / "answer.json").write_text(json.dumps(answer))


def _rerun(folder: Path, path: Path) -> dict[str, Any]:
    import torch
    from torch.jit.mobile import _load_for_lite_interpreter

    torch.backends.quantized.engine = (folder / "engine").read_text()
    model = read_model(path)
    try:
        _load_for_lite_interpreter(str(path))
    except (RuntimeError, UnicodeDecodeError) as error:
        message = f"torch {torch.__version__}'s lite loader refuses the saved model: {first_line(error)}"
        raise KmpgenError(Diagnostic("KMP906", message, "change what it names", Where(path.name))) from error
    expected = parity.read((folder / "expected").read_bytes(), "expected")
    problems: list[Diagnostic] = []
    runner = Runner(path, model, (folder / "place").write_text, problems)
    methods = {method.name: method for method in model.methods}
    found = {
        name: _compared(runner, methods[name], cases, expected.tolerances) for name, cases in expected.cases.items()
    }
    if problems:
        raise KmpgenError(problems)
    return found


def _compared(
    runner: Runner, method: ir.Method, cases: tuple[parity.Case, ...], tolerances: Mapping[str, parity.Tolerance]
) -> dict[str, Any]:
    import torch

    torch.manual_seed(eager.SEED)
    again = runner.run_once(method, [case.inputs for case in cases])
    told = {}
    for number, (one, other) in enumerate(zip(cases, again, strict=True), 1):
        if said := difference(one.outcome, other.outcome, tolerances):
            told[number] = said
    messages = [case.outcome.message for case in cases if isinstance(case.outcome, parity.Raised)]
    return {
        "examples": len(cases),
        "raised": [each for each in messages if not each.startswith(UNCROSSED)],
        "uncrossed": [each.removeprefix(UNCROSSED) for each in messages if each.startswith(UNCROSSED)],
        "largest": nearness.largest(zip(cases, again, strict=True)),
        "differences": told,
    }


if __name__ == "__main__":
    torchprocess.live(main)
