"""What ``kmpgen export`` tells of a file that it wrote, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from kmpgen.exporting.export import Compared, Exported
from kmpgen.metadata.data import ValueInfo
from kmpgen.metadata.facts import tensor_type
from kmpgen.metadata.plain import from_plain
from kmpgen.printable import cut
from kmpgen.viewing.exposed import method_problems


def report(exported: Exported) -> Iterator[str]:
    """Notes, how near the file is to Python, what the metadata says of shapes."""
    yield from exported.notes
    compared = {each.method: each for each in exported.compared}
    for method in exported.model.methods:
        found = compared.get(method.name)
        if not found and method.name.startswith("_"):
            continue  # a helper, which libraries leave out
        why = exported.unrun.get(method.name, "it has no examples")
        yield f"{method.name}: {_nearness(found) if found else f'not run: {why}'}"
        for problem in method_problems(exported.model, method):
            said = problem.hint if problem.message == why else f"{problem.message}; {problem.hint}"
            yield f"  build will refuse it: {said}"
        shapes = list(_shapes(exported, method.name))
        yield from shapes
        if shapes and found and found.tried == 1:
            yield "  of one example: every size is taken for fixed"


def _nearness(found: Compared) -> str:
    count = f"{found.examples} example{'s' * (found.examples != 1)}"
    said = [count]
    if found.tried:
        how = f": the largest difference is {found.largest:.2g}" if found.largest else " to the last bit"
        said.append(f"as in Python{how}")
    if found.raised:
        said.append(f"{len(found.raised)} raising here as there ({cut(found.raised[0])})")
    if found.uncrossed:
        said.append(
            f"{len(found.uncrossed)} not compared, as results can't cross to Kotlin ({cut(found.uncrossed[0])})"
        )
    return ", ".join(said)


def _shapes(exported: Exported, name: str) -> Iterator[str]:
    method = from_plain(dict(exported.metadata)).methods.get(name)
    if not method:
        return
    for value, info in (*method.arguments.items(), ("result", method.result)):
        for place, type_ in _tensors(value, info):
            yield f"  {place}: {type_}"


def _tensors(place: str, info: ValueInfo) -> Iterator[tuple[str, str]]:
    if info.dtype or info.shape is not None:
        yield place, tensor_type(info)
    for index, each in enumerate(info.elements):
        yield from _tensors(f"{place}[{index}]", each)
    for name, each in (*info.fields.items(), *info.entries.items()):
        yield from _tensors(f"{place}.{name}", each)
    if info.items:
        yield from _tensors(f"{place}[]", info.items)
