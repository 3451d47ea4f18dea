"""The recording that stands beside a model, held to be one of that very model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kmpgen import ir
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.recording import parity
from kmpgen.recording.examples import fits


@dataclass(frozen=True)
class Recorded:
    """The recording that stands beside a model: the file itself, and what it says."""

    file: bytes
    content: parity.Recording


def read_recorded(path: Path, model: ir.Model) -> Recorded | None:
    """The recording that belongs to a model's file, None where there is none. Raises KmpgenError KMP501, KMP502;
    KMP807 where metadata says something else."""
    found = parity.read_beside(path)
    if found is None:
        return None
    where = Where(found[0].name)
    recording = parity.read(found[1], found[0].name)
    if recording.fingerprint != model.fingerprint:
        message = f"recorded from another model than {model.file}"
        hint = "record it again: kmpgen record; or leave it out: --no-parity"
        raise KmpgenError(Diagnostic("KMP502", message, hint, where))
    methods = {method.name: method for method in model.methods}
    for name, cases in recording.cases.items():
        if name not in methods or not all(_fits(methods[name], case) for case in cases):
            message = f"its cases of {name} are not of this model's method"
            raise KmpgenError(Diagnostic("KMP502", message, "record it again: kmpgen record", where))
    if model.metadata:
        from kmpgen.metadata.examples import contradictions

        if problems := list(contradictions(model, model.metadata, recording, found[0].name)):
            raise KmpgenError(problems)
    return Recorded(found[1], recording)


def _fits(method: ir.Method, case: parity.Case) -> bool:
    types = [argument.type for argument in method.arguments]
    if len(types) != len(case.inputs) or not all(map(fits, case.inputs, types)):
        return False
    return isinstance(case.outcome, parity.Raised) or fits(case.outcome.value, method.returns)
