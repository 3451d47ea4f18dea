"""What `kmpgen inspect --runtime` says of a model on runtimes, as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kmpgen import ir
from kmpgen.fitness import backends
from kmpgen.fitness.judge import Fitness, Verdict, judge, worst
from kmpgen.fitness.runtimes import Runtime
from kmpgen.printable import printable


@dataclass(frozen=True)
class Report:
    """A model on some runtimes."""

    model: ir.Model
    backends: tuple[backends.Backend, ...]
    runtimes: tuple[Fitness, ...]

    @property
    def verdict(self) -> Verdict:
        """The lower of all platforms."""
        return worst(self.runtimes)

    @property
    def rests_on_bounds(self) -> bool:
        """Whether any verdict does: one that torch for desktops stands for."""
        return any(each.runtime.table and not each.runtime.is_measured for each in self.runtimes)


def report(model: ir.Model, runtimes: Sequence[Runtime]) -> Report:
    needed = backends.backends(model)
    return Report(model, needed, tuple(judge(model, runtime, runtime.table, needed) for runtime in runtimes))


def lines(found: Report) -> Iterator[str]:
    """For a terminal: nothing of a model reaches it unescaped."""
    yield "runtimes:"
    width = max((len(each.runtime.name) for each in found.runtimes), default=0)
    for each in found.runtimes:
        yield f"  {each.runtime.name:{width}}  {each.runtime.platform:7}  {each.verdict:11}  {printable(each.why)}"
        for note in each.notes:
            yield f"      {printable(note)}"
    if sorted(each.runtime.platform for each in found.runtimes) == ["Android", "iOS"]:
        yield f"  on both: {found.verdict}"
    if found.rests_on_bounds:
        yield "  (an upper bound: torch for desktops has more than phones' runtimes, which lack what it lacks)"
    yield from backends.lines(found.backends)


def as_dict(found: Report) -> dict[str, object]:
    """For ``inspect --json``. `basis` is ``measured``, ``upper bound`` or null where nothing is known."""
    runtimes = [
        {
            "runtime": each.runtime.name,
            "platform": each.runtime.platform,
            "verdict": each.verdict,
            "basis": _basis(each.runtime),
            "table": each.runtime.table.name if each.runtime.table else None,
            "why": each.why,
            "lacking": list(each.lacking),
            "notes": list(each.notes),
        }
        for each in found.runtimes
    ]
    return {"verdict": found.verdict, "runtimes": runtimes, "backends": backends.as_list(found.backends)}


def _basis(runtime: Runtime) -> str | None:
    if runtime.table is None:
        return None
    return "measured" if runtime.is_measured else "upper bound"
