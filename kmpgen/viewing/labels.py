"""The labels of results: an object beside the facade with a property for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kmpgen import ir
from kmpgen.metadata.data import Metadata
from kmpgen.metadata.fit import FLOATING
from kmpgen.viewing import layout, naming
from kmpgen.viewing.classes import Classes
from kmpgen.viewing.described import leaves
from kmpgen.viewing.viewdata import LabelSet

# More would be more than the JVM takes in one class, or in one method: they are packed, several a string.
_MOST_SINGLE = 1000
_MOST_PACKED = 4000


def label_sets(
    metadata: Metadata, classes: Classes, methods: Sequence[ir.Method], names: Mapping[str, str]
) -> Iterator[LabelSet]:
    """Those of all results, in the order of the file. ``names`` are the methods' in Kotlin."""
    claimed = naming.Namespace({*naming.RESERVED_METHODS, "Labels", "unpacked"}, "Labels")
    seen: dict[tuple[object, ...], str] = {}
    for method in methods:
        info = metadata.methods.get(method.name)
        found = leaves(method.returns, info.result, names[method.name], (), method.name, classes) if info else ()
        for type_, said, name, path in found:
            if not said.labels:
                continue
            own = naming.identifier(claimed.claim(naming.capped(name)))
            where = "".join(f", `{naming.comment(part)}`" for part in path)
            doc = f"Of what `{names[method.name]}` returns{where}."
            is_scores = type_ == ir.TENSOR and said.dtype in (None, *FLOATING)
            dimension = said.scores_dimension if is_scores else None
            same = seen.setdefault((said.labels, dimension), own)
            declared = f"    public val {own}: Labels get() = {same}"
            if same == own:
                declared = _declared(own, said.labels, dimension)
            yield LabelSet(own, doc, said.labels, declared, same == own and _are_many(said.labels), is_scores)


def _are_many(labels: Sequence[str]) -> bool:
    return len(labels) > _MOST_SINGLE


def _declared(name: str, labels: Sequence[str], dimension: int | None) -> str:
    """A property of the object, indented; ``dimension`` is that of the scores, None to be found by its size."""
    if not _are_many(labels):
        names = layout.Call("listOf", tuple(map(naming.kotlin_string, labels)))
    else:
        separator = next(char for char in map(chr, (10, *range(1, 0xD800))) if not any(char in each for each in labels))
        packed = tuple(map(naming.kotlin_string, _packed(labels, separator)))
        names = layout.Call("unpacked", (naming.kotlin_string(separator), *packed))
    made = layout.Call("Labels", (names, *([] if dimension is None else [str(dimension)])))
    head = f"public val {name}: Labels = "
    return f"    {head}{layout.fit(made, 4, before=len(head))}"


def _packed(labels: Sequence[str], separator: str) -> Iterator[str]:
    """The labels in lines of about the same length, short where they are few."""
    room = max(layout.WIDTH - 20, sum(len(label) + 1 for label in labels) // _MOST_PACKED)
    line: list[str] = []
    length = 0
    for label in labels:
        taken = len(naming.kotlin_string(label))
        if line and length + taken > room:
            yield separator.join(line)
            line, length = [], 0
        line.append(label)
        length += taken
    yield separator.join(line)
