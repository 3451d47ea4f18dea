"""Which Kotlin classes a model's tuples become, and what they and their properties are called.

A NamedTuple is one class wherever it stands. An unnamed tuple that is an argument somewhere is one class for the whole
model, so that a result can be passed back in; one that is only ever a result is a class of its method (ADR 0004).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from kmpgen import ir
from kmpgen.config import MethodSettings, ModelSettings
from kmpgen.viewing import naming, typemap


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
    scope: str
    """See `Use`."""
    inner_scope: str
    """Where the tuples inside stand (see `Use`)."""

    @property
    def comparable(self) -> bool:
        """Whether values can be compared: a Tensor has no equality worth having."""
        return not typemap.contains_tensor(self.type)


TupleType = ir.Tuple | ir.NamedTuple
UseKey = tuple[TupleType, str]
"""A class: the tuple's type, and its scope (see `Use`)."""


@dataclass(frozen=True)
class Use:
    """A tuple type at one place, and the name it would take from there."""

    type: TupleType
    name: str
    scope: str
    """The method or NamedTuple that a result is part of, "" for an argument."""


def elements(type_: TupleType, chosen: Mapping[str, str] = MappingProxyType({})) -> list[Property]:
    """A tuple's elements under the names of their properties; ``chosen`` are by the field's or default name."""
    if isinstance(type_, ir.Tuple):
        ordinals = [naming.ordinal(index) for index in range(len(type_.elements))]
        return [
            Property(chosen.get(name, name), element) for name, element in zip(ordinals, type_.elements, strict=True)
        ]
    names = naming.Namespace(naming.RESERVED_PROPERTIES, "Value").claim_all(
        (name for name, _ in type_.fields), naming.camel_case, chosen
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


@dataclass(frozen=True)
class Chosen:
    """A class's name that is set. ``keys`` are those of the setting, below its model's."""

    use: Use
    name: str
    keys: tuple[str, ...]


def outermost(type_: ir.Type) -> TupleType | None:
    """The tuple that a method's result is, or holds."""
    return next((use.type for use in _uses(type_, "", "")), None)


class Classes:
    """The classes of one model's methods."""

    def __init__(self, methods: Sequence[ir.Method], settings: ModelSettings) -> None:
        """The classes have no names yet: `chosen` and `claim` come next."""
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
        self._methods = methods
        self._settings = settings
        self._arguments = {use.type for use in arguments}
        self._by_use: dict[UseKey, ResultClass] = {}
        uses = self._distinct([*arguments, *results])
        shared = Counter(use.type.name for use in uses if isinstance(use.type, ir.NamedTuple))
        for index, use in enumerate(uses):
            if isinstance(use.type, ir.NamedTuple) and shared[use.type.name] > 1:
                uses[index] = replace(use, name=_qualified_short_name(use.type))
        self.uses = tuple(uses)
        """Every class's first use, in the order of the file, with the name it would have."""

    def chosen(self) -> Iterator[Chosen]:
        """The names that are set, the same class's perhaps more than once."""
        for use in self.uses:
            for known in self.known_as(use):
                if known in self._settings.classes:
                    yield Chosen(use, self._settings.classes[known], ("classes", known))
        by_key = {(use.type, use.scope): use for use in self.uses}
        for method, settings, type_ in self._set_results():
            if settings.result:
                yield Chosen(by_key[self.key(type_, method)], settings.result, ("methods", method, "result"))

    def claim(self, namespace: naming.Namespace, chosen: Iterable[Chosen]) -> None:
        """Names the classes. ``chosen`` are names that the namespace has given already."""
        names = {(each.use.type, each.use.scope): each.name for each in chosen}
        for use in self.uses:
            key = use.type, use.scope
            self._by_use[key] = self._make(use, names.get(key) or namespace.claim(use.name, "Result"))

    def known_as(self, use: Use) -> tuple[str, ...]:
        """What settings may call a class, each once: the name it would have, a NamedTuple's own and its full one."""
        if isinstance(use.type, ir.Tuple):
            return (use.name,)
        shared = sum(isinstance(each.type, ir.NamedTuple) and each.type.name == use.type.name for each in self.uses)
        own = () if shared > 1 else (use.type.name,)
        return tuple(dict.fromkeys((use.name, *own, use.type.qualified_name)))

    def _set_results(self) -> Iterator[tuple[str, MethodSettings, ir.Tuple]]:
        """The methods with settings whose result is an unnamed tuple or holds one, each with that."""
        for method in self._methods:
            settings = self._settings.methods.get(method.name)
            type_ = outermost(method.returns)
            if settings and isinstance(type_, ir.Tuple):
                yield method.name, settings, type_

    def _chosen_properties(self, use: Use) -> dict[str, str]:
        """The properties' names that are set, by a field's own name or the name that a property would have."""
        found: dict[str, str] = {}
        for known in self.known_as(use):
            found.update(self._settings.fields.get(known, {}))
        for method, settings, type_ in self._set_results():
            if settings.fields and self.key(type_, method) == (use.type, use.scope):
                found.update({naming.ordinal(index): name for index, name in enumerate(settings.fields)})
        return found

    def _distinct(self, uses: Sequence[Use]) -> list[Use]:
        """The first use of every class, in the order of the file."""
        first: dict[UseKey, Use] = {}
        for use in uses:
            key = self.key(use.type, use.scope)
            first.setdefault(key, Use(use.type, use.name, key[1]))
        return list(first.values())

    def key(self, type_: TupleType, scope: str) -> UseKey:
        """The class of a tuple at the place that ``scope`` tells (see `Use`)."""
        shared = isinstance(type_, ir.NamedTuple) or type_ in self._arguments
        return type_, "" if shared else scope

    def _make(self, use: Use, name: str) -> ResultClass:
        return ResultClass(
            name,
            use.type,
            tuple(elements(use.type, self._chosen_properties(use))),
            is_argument=use.type in self._arguments,
            scope=use.scope,
            inner_scope=scope_inside(use.type, use.scope),
        )

    def all(self) -> list[ResultClass]:
        return list(self._by_use.values())

    def find(self, type_: TupleType, scope: str) -> ResultClass:
        """The class of a tuple at the place that ``scope`` tells (see `Use`)."""
        return self._by_use[self.key(type_, scope)]
