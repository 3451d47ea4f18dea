"""The labels of results: an object beside the facade with a property for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kmpgen import ir
from kmpgen.metadata.data import Metadata
from kmpgen.metadata.fit import FLOATING
from kmpgen.viewing import layout, naming
from kmpgen.viewing.classes import Classes
from kmpgen.viewing.described import leaves
from kmpgen.viewing.viewdata import LabelSet

# The JVM takes 64 KB of code a method, so each set has a function of its own, and some 32,000 strings a class: sets of
# more labels than these are packed, several a string, and all sets are if even those that need not be are too many.
_MOST_SINGLE = 1000
_MOST_SINGLE_OF_ALL = 16_000
_MOST_LINES = 2000
_MOST_LINES_OF_ALL = 4000


def label_sets(
    metadata: Metadata, classes: Classes, methods: Sequence[ir.Method], names: Mapping[str, str]
) -> Iterator[LabelSet]:
    """Those of all results, in the order of the file. ``names`` are the methods' in Kotlin."""
    found = tuple(_found(metadata, classes, methods, names))
    lengths = [len(labels) for labels, _ in {(each.labels, each.dimension) for each in found}]
    most = _MOST_SINGLE if sum(each for each in lengths if each <= _MOST_SINGLE) <= _MOST_SINGLE_OF_ALL else 0
    lines = min(_MOST_LINES, _MOST_LINES_OF_ALL // max(1, sum(each > most for each in lengths)))
    claimed = naming.Namespace({*naming.RESERVED_METHODS, "Labels", "unpacked"}, "Labels")
    seen: dict[tuple[object, ...], str] = {}
    for each in found:
        raw = claimed.claim(naming.capped(each.name))
        own = naming.identifier(raw)
        same = seen.setdefault((each.labels, each.dimension), own)
        is_packed = same == own and len(each.labels) > most
        declared = f"    public val {own}: Labels get() = {same}"
        if same == own:
            declared = _declared(raw, each, lines if is_packed else None)
        yield LabelSet(own, each.doc, each.labels, declared, is_packed, each.is_scores)


@dataclass(frozen=True)
class _Found:
    name: str
    doc: str
    labels: tuple[str, ...]
    dimension: int | None
    """That of the scores; None: it is found by its size."""
    is_scores: bool


def _found(
    metadata: Metadata, classes: Classes, methods: Sequence[ir.Method], names: Mapping[str, str]
) -> Iterator[_Found]:
    for method in methods:
        info = metadata.methods.get(method.name)
        found = leaves(method.returns, info.result, names[method.name], (), method.name, classes) if info else ()
        for type_, said, name, path in found:
            if not said.labels:
                continue
            where = "".join(f", `{naming.comment(part)}`" for part in path)
            doc = f"Of what `{names[method.name]}` returns{where}."
            is_scores = type_ == ir.TENSOR and said.dtype in (None, *FLOATING)
            yield _Found(name, doc, said.labels, said.scores_dimension if is_scores else None, is_scores)


def _declared(name: str, found: _Found, lines: int | None) -> str:
    """A property of the object and the function that makes its names, indented; ``lines``: about how many, packed."""
    labels = found.labels
    if lines is None:
        names = layout.Call("listOf", tuple(map(naming.kotlin_string, labels)))
    else:
        separator = next(char for char in map(chr, (10, *range(1, 0xD800))) if not any(char in each for each in labels))
        packed = tuple(map(naming.kotlin_string, _packed(labels, separator, lines)))
        names = layout.Call("unpacked", (naming.kotlin_string(separator), *packed))
    maker = naming.identifier(f"{name}Names")
    dimension = [] if found.dimension is None else [str(found.dimension)]
    head = f"public val {naming.identifier(name)}: Labels = "
    made = layout.fit(layout.Call("Labels", (f"{maker}()", *dimension)), 4, before=len(head))
    return f"    {head}{made}\n\n{layout.function(f'private fun {maker}', (), ': List<String>', names, 4)}"


def _packed(labels: Sequence[str], separator: str, lines: int) -> Iterator[str]:
    """The labels in at most twice as many lines, of about the same length, short where they are few."""
    room = max(layout.WIDTH - 20, sum(len(naming.kotlin_string(label)) for label in labels) // lines)
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
