"""Whether a runtime loads a model: what the model needs, held against the table that speaks of the runtime."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kmpgen import ir
from kmpgen.fitness.backends import Backend
from kmpgen.fitness.runtimes import Runtime
from kmpgen.fitness.tables import OWN_NAMESPACES, Table, tables

Verdict = Literal["loads", "may load", "unknown", "cannot load"]
WORST_LAST: tuple[Verdict, ...] = ("loads", "may load", "unknown", "cannot load")
_LISTED = 6


@dataclass(frozen=True)
class Fitness:
    """Of one model on one runtime. ``reasons`` say why it certainly cannot load; ``notes`` are worth knowing."""

    runtime: Runtime
    verdict: Verdict
    why: str
    """What the verdict stands on, in a few words."""
    lacking: tuple[str, ...] = ()
    """Operators that the runtime certainly lacks."""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def judge(model: ir.Model, runtime: Runtime, table: Table | None, backends: Sequence[Backend]) -> Fitness:
    """The model on that runtime, of which ``table`` speaks. Certain is what was measured, and what even an upper bound
    lacks."""
    lacking = tuple(name for name in sorted(model.operators or ()) if table and table.lacks(name))
    reasons = tuple(_reasons(model, runtime, table, lacking))
    notes = tuple(_notes(model, runtime, table, backends))
    if reasons:
        return Fitness(runtime, "cannot load", "; ".join(reasons), lacking, reasons, notes)
    if table is None:
        why = f"no {runtime.name} was to be had, nor torch {runtime.version} for desktops"
        return Fitness(runtime, "unknown", why, notes=notes)
    if runtime.is_measured:
        verdict: Verdict = "may load" if _foreign(model) else "loads"
        return Fitness(runtime, verdict, f"measured: {_all(model)} in its own library", notes=notes)
    why = f"upper bound: {_all(model)} in torch {table.version} for desktops"
    return Fitness(runtime, "may load", why, notes=notes)


def worst(found: Iterable[Fitness]) -> Verdict:
    """What counts for a library of several platforms: the lower one."""
    return max((each.verdict for each in found), key=WORST_LAST.index, default="unknown")


def _reasons(model: ir.Model, runtime: Runtime, table: Table | None, lacking: Sequence[str]) -> Iterator[str]:
    if model.format == "torchscript":
        yield "it is full TorchScript, and the lite loader takes only the lite form (.ptl)"
    yield from (f"the lite loader refuses it: {refusal.message}" for refusal in model.refusals)
    if table is not None:
        yield from _file_problems(model, runtime, table)
        if lacking:
            yield f"it needs {_listed(lacking)}, which {_whose(runtime, table)} lacks"
        yield from _value_problems(model, runtime, table)


def _file_problems(model: ir.Model, runtime: Runtime, table: Table) -> Iterator[str]:
    """Of its form and version."""
    least, last = table.bytecode
    if model.format == "lite-flatbuffer":
        if not table.flatbuffer:
            yield f"it is a flatbuffer, whose loader {_whose(runtime, table)} lacks"
    elif model.bytecode_version is not None and not least <= model.bytecode_version <= last:
        yield f"its bytecode version is {model.bytecode_version}, and this runtime takes {least} to {last}"


def _value_problems(model: ir.Model, runtime: Runtime, table: Table) -> Iterator[str]:
    """Of what it holds, takes and gives."""
    whose = _whose(runtime, table)
    if unknown := [name for name in model.parameters.dtypes if name in table.no_dtypes]:
        yield f"it holds tensors of {_listed(unknown)}, a dtype that {whose} lacks"
    if alien := sorted(_other_types(model) & table.no_types):
        yield f"it has arguments or results of the type {_listed(alien)}, which {whose} lacks"
    classes = [name.removeprefix("classes.") for name in model.native_classes]
    if gone := [name for name in classes if runtime.is_measured and name in table.no_classes]:
        yield f"it holds objects of {_listed(gone)}, a class that {whose} lacks"


def _notes(model: ir.Model, runtime: Runtime, table: Table | None, backends: Sequence[Backend]) -> Iterator[str]:
    for backend in backends:
        if backend.kind.only not in (None, runtime.platform) and runtime.platform != "desktop":
            yield f"{backend.kind.name}: {backend.kind.meaning}"
    if foreign := _foreign(model):
        yield f"{_listed(foreign)}: not torch's own; the app must link what registers {_them(foreign)}"
    if table is not None and not runtime.is_measured and runtime.platform == "Android":
        for other in tables():
            if other.measured and (gone := [name for name in model.operators or () if other.lacks(name)]):
                yield f"{other.name}, which was measured, lacks {_listed(sorted(gone))}"


def _other_types(model: ir.Model) -> set[str]:
    """Of its signatures, those beyond tensors, numbers, texts and their containers."""
    return {str(part) for part in model.types if isinstance(part, ir.Other)}


def _foreign(model: ir.Model) -> list[str]:
    """Operators of libraries that are not torch."""
    return sorted(name for name in model.operators or () if name.partition("::")[0] not in OWN_NAMESPACES)


def _whose(runtime: Runtime, table: Table) -> str:
    return "its library (measured)" if runtime.is_measured else f"even torch {table.version} for desktops"


def _all(model: ir.Model) -> str:
    count = len(set(model.operators or ()) - set(_foreign(model)))
    return {0: "all that it needs is", 1: "its one operator is"}.get(count, f"all {count} operators are")


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def _them(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"
