"""Which Kotlin classes a model's tuples become, and what they and their properties are called.

A NamedTuple is one class wherever it stands. An unnamed tuple that is an argument somewhere is one class for the whole
model, so that a result can be passed back in; one that is only ever a result is a class of its method (ADR 0004).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kmpgen import ir, naming, typemap


@dataclass(frozen=True)
class Property:
    name: str
    type: ir.Type


@dataclass(frozen=True)
class ResultClass:
    """A class that stands for a tuple. ``properties`` are in the tuple's order."""

    name: str
    type: ir.Tuple | ir.NamedTuple
    properties: tuple[Property, ...]
    is_argument: bool
    inner_scope: str
    """Where the tuples inside stand (see `Use`)."""

    @property
    def comparable(self) -> bool:
        """Whether values can be compared: a Tensor has no equality worth having."""
        return not typemap.contains_tensor(self.type)


TupleType = ir.Tuple | ir.NamedTuple


@dataclass(frozen=True)
class Use:
    """A tuple type at one place, and the name it would take from there."""

    type: TupleType
    name: str
    scope: str
    """The method or NamedTuple that a result is part of, "" for an argument."""


def elements(type_: TupleType) -> list[Property]:
    """A tuple's elements under the names of their properties."""
    if isinstance(type_, ir.Tuple):
        return [Property(naming.ordinal(index), element) for index, element in enumerate(type_.elements)]
    names = naming.Namespace(naming.RESERVED_PROPERTIES, "Value").claim_all(
        (name for name, _ in type_.fields), naming.camel_case
    )
    return [Property(names[name], element) for name, element in type_.fields]


def _uses(type_: ir.Type, name: str, scope: str) -> Iterator[Use]:
    """The tuples inside ``type_``, outermost first."""
    match type_:
        case ir.Optional(element) | ir.List(element) | ir.Dict(_, element):
            yield from _uses(element, name, scope)
        case ir.NamedTuple() | ir.Tuple():
            own = type_.name if isinstance(type_, ir.NamedTuple) else name
            yield Use(type_, own, scope)
            for item in elements(type_):
                inner = naming.capped(own + naming.pascal_case(item.name))
                yield from _uses(item.type, inner, scope_inside(type_, scope))


def scope_inside(type_: TupleType, scope: str) -> str:
    """The scope of the tuples inside a tuple. A NamedTuple is one class: what it holds can't depend on the method."""
    return type_.qualified_name if isinstance(type_, ir.NamedTuple) else scope


def _qualified_short_name(type_: ir.NamedTuple) -> str:
    modules = [
        part for part in type_.qualified_name.split(".")[:-1] if not part.startswith(("__torch__", "___torch_mangle_"))
    ]
    return (naming.pascal_case(modules[-1]) if modules else "") + type_.name


class Classes:
    """The classes of one model's methods."""

    def __init__(self, methods: Sequence[ir.Method], namespace: naming.Namespace) -> None:
        arguments = [
            use
            for method in methods
            for argument in method.arguments
            for use in _uses(argument.type, naming.capped(naming.pascal_case(f"{method.name}_{argument.name}")), "")
        ]
        results = [
            use
            for method in methods
            for use in _uses(method.returns, naming.capped(naming.pascal_case(method.name) + "Result"), method.name)
        ]
        self._arguments = {use.type for use in arguments}
        self._by_use: dict[tuple[TupleType, str], ResultClass] = {}
        uses = self._distinct([*arguments, *results])
        shared = Counter(use.type.name for use in uses if isinstance(use.type, ir.NamedTuple))
        for use in uses:
            name = use.name
            if isinstance(use.type, ir.NamedTuple) and shared[use.type.name] > 1:
                name = _qualified_short_name(use.type)
            self._by_use[use.type, use.scope] = self._make(use, namespace.claim(name, "Result"))

    def _distinct(self, uses: Sequence[Use]) -> list[Use]:
        """The first use of every class, in the order of the file."""
        first: dict[tuple[TupleType, str], Use] = {}
        for use in uses:
            key = self._key(use.type, use.scope)
            first.setdefault(key, Use(use.type, use.name, key[1]))
        return list(first.values())

    def _key(self, type_: TupleType, scope: str) -> tuple[TupleType, str]:
        shared = isinstance(type_, ir.NamedTuple) or type_ in self._arguments
        return type_, "" if shared else scope

    def _make(self, use: Use, name: str) -> ResultClass:
        return ResultClass(
            name,
            use.type,
            tuple(elements(use.type)),
            is_argument=use.type in self._arguments,
            inner_scope=scope_inside(use.type, use.scope),
        )

    def all(self) -> list[ResultClass]:
        return list(self._by_use.values())

    def find(self, type_: TupleType, scope: str) -> ResultClass:
        """The class of a tuple at the place that ``scope`` tells (see `Use`)."""
        return self._by_use[self._key(type_, scope)]
