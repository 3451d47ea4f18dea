"""The labels of results: an object beside the facade with a property for each of them, and enums of the small ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kmpgen import ir
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.metadata.data import Dimension, Metadata
from kmpgen.metadata.fit import FLOATING
from kmpgen.printable import printable
from kmpgen.viewing import layout, naming
from kmpgen.viewing.classes import Classes
from kmpgen.viewing.described import leaves
from kmpgen.viewing.labelenums import entries
from kmpgen.viewing.viewdata import LabelEnum, LabelSet, Model

Described = Iterable[tuple[ir.Method, str]]
"""The methods of a facade, each with its name in Kotlin."""

# The JVM takes 64 KB of code a method, so each set has a function of its own, and some 32,000 strings a class: sets of
# more labels than these are packed, several a string, and all sets are if even those that need not be are too many.
_MOST_SINGLE = 1000
_MOST_SINGLE_OF_ALL = 16_000
_MOST_LINES = 2000
_MOST_LINES_OF_ALL = 4000


def labelled(
    made: Model, metadata: Metadata, classes: Classes, described: Described, namespace: naming.Namespace
) -> Model:
    """The view with the labels of all results, in the order of the file.

    Raises KmpgenError KMP808 where an enum can't have the name that metadata gives it.
    """
    found = tuple(_found(metadata, classes, described))
    if not found:
        return made
    labels_name = namespace.claim(f"{made.name.strip('`')}Labels")
    own = _names(found)
    chosen = _chosen(found, namespace, " and ".join(map(printable, metadata.origins)))
    enums = dict(_enums(found, own, made.name.strip("`"), chosen, namespace))
    return replace(
        made, labels=tuple(_sets(found, own, enums)), labels_name=labels_name, label_enums=(*enums.values(),)
    )


def _names(found: Sequence[_Found]) -> tuple[str, ...]:
    """Of the object's properties."""
    claimed = naming.Namespace({*naming.RESERVED_METHODS, "Labels", "unpacked"}, "Labels")
    return tuple(claimed.claim(naming.capped(each.name)) for each in found)


def _chosen(found: Sequence[_Found], namespace: naming.Namespace, file: str) -> Mapping[tuple[str, ...], str]:
    """The names that metadata gives enums, by their labels."""
    names: dict[tuple[str, ...], str] = {}
    problems = []
    for each in found:
        if each.class_name is None or names.get(each.labels) == each.class_name:
            continue
        where = Where(file, each.method)
        if each.labels in names:
            message = f"the enum of equal labels has several names: '{names[each.labels]}', '{each.class_name}'"
            hint = "it is one class in all these places: give one name everywhere, or at one place alone"
            problems.append(Diagnostic("KMP808", message, hint, where))
        elif not namespace.take(each.class_name):
            hint = "choose another: a class beside it has it"
            problems.append(Diagnostic("KMP808", f"the name '{each.class_name}' is taken", hint, where))
        names.setdefault(each.labels, each.class_name)
    if problems:
        raise KmpgenError(problems)
    return names


def _enums(
    found: Sequence[_Found],
    own: Sequence[str],
    model: str,
    chosen: Mapping[tuple[str, ...], str],
    namespace: naming.Namespace,
) -> Iterator[tuple[tuple[str, ...], LabelEnum]]:
    """A class for each set of labels that can be one, by its labels.

    What is not ``chosen``: the labels of what ``forward`` returns are the model's; others are named after the property
    that has them first.
    """
    for labels in dict.fromkeys(each.labels for each in found):
        if not (made := entries(labels)):
            continue
        users = [(name, each) for name, each in zip(own, found, strict=True) if each.labels == labels]
        name, first = next((user for user in users if user[1].is_main), users[0])
        middle = "" if first.is_main else naming.pascal_case(name)
        enum = chosen.get(labels) or namespace.claim(naming.capped(f"{model}{middle}Label"))
        yield labels, LabelEnum(naming.identifier(enum), f"A label of what {first.place}.", made)


def _sets(
    found: Sequence[_Found], own: Sequence[str], enums: Mapping[tuple[str, ...], LabelEnum]
) -> Iterator[LabelSet]:
    lengths = [len(labels) for labels, _ in {(each.labels, each.dimension) for each in found} if labels not in enums]
    most = _MOST_SINGLE if sum(each for each in lengths if each <= _MOST_SINGLE) <= _MOST_SINGLE_OF_ALL else 0
    lines = min(_MOST_LINES, _MOST_LINES_OF_ALL // max(1, sum(each > most for each in lengths)))
    seen: dict[tuple[object, ...], str] = {}
    for raw, each in zip(own, found, strict=True):
        name = naming.identifier(raw)
        enum = enums.get(each.labels)
        type_ = enum.name if enum else "String"
        same = seen.setdefault((each.labels, each.dimension), name)
        is_packed = same == name and enum is None and len(each.labels) > most
        if same != name:
            declared = f"    public val {name}: Labels<{type_}> get() = {same}"
        elif enum:
            declared = _property(name, type_, f"{type_}.entries", each, " { it.text }")
        else:
            declared = _listed(raw, each, lines if is_packed else None)
        yield LabelSet(
            name,
            f"Of what {each.place}.",
            each.labels,
            type_,
            declared,
            is_packed,
            each.is_scores,
            each.is_text,
            each.is_of_positions,
        )


@dataclass(frozen=True)
class _Found:
    name: str
    place: str
    """Where they stand: ``"`forward` returns, `scores`"``."""
    labels: tuple[str, ...]
    dimension: int | None
    """That of the scores; None: it is found by its size."""
    is_scores: bool
    is_text: bool
    is_main: bool
    """Whether they are those of all that ``forward`` returns."""
    is_of_positions: bool
    method: str
    """Its name in the model."""
    class_name: str | None
    """That metadata gives the enum."""


def _found(metadata: Metadata, classes: Classes, described: Described) -> Iterator[_Found]:
    for method, kotlin in described:
        info = metadata.methods.get(method.name)
        found = leaves(method.returns, info.result, kotlin, (), method.name, classes) if info else ()
        for type_, said, name, path in found:
            if not said.labels:
                continue
            where = "".join(f", `{naming.comment(part)}`" for part in path)
            is_scores = type_ == ir.TENSOR and said.dtype in (None, *FLOATING)
            dimension = said.scores_dimension if is_scores else None
            is_main = method.name == "forward" and not path
            place = f"`{kotlin}` returns{where}"
            many = _positions(said.shape or (), dimension) > 1
            yield _Found(
                name,
                place,
                said.labels,
                dimension,
                is_scores,
                type_ == ir.STR,
                is_main,
                many,
                method.name,
                said.class_name,
            )


def _positions(shape: tuple[Dimension, ...], dimension: int | None) -> int:
    """Along how many dimensions there may be more than one score of a class: a batch has one, pixels have two more."""
    return sum(size != 1 for index, size in enumerate(shape) if index != dimension) if dimension is not None else 0


def _listed(name: str, found: _Found, lines: int | None) -> str:
    """A property of the object and the function that makes its names, indented; ``lines``: about how many, packed."""
    labels = found.labels
    if lines is None:
        names = layout.Call("listOf", tuple(map(naming.kotlin_string, labels)))
    else:
        separator = next(char for char in map(chr, (10, *range(1, 0xD800))) if not any(char in each for each in labels))
        packed = tuple(map(naming.kotlin_string, _packed(labels, separator, lines)))
        names = layout.Call("unpacked", (naming.kotlin_string(separator), *packed))
    maker = naming.identifier(f"{name}Texts")
    made = _property(naming.identifier(name), "String", f"{maker}()", found)
    return f"{made}\n\n{layout.function(f'private fun {maker}', (), ': List<String>', names, 4)}"


def _property(name: str, type_: str, labels: str, found: _Found, tail: str = "") -> str:
    dimension = [] if found.dimension is None else [str(found.dimension)]
    head = f"public val {name}: Labels<{type_}> = "
    return f"    {head}{layout.fit(layout.Call('Labels', (labels, *dimension), tail), 4, before=len(head))}"


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
