"""What metadata says of the classes that tuples become, and the names that it gives."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kmpgen import ir
from kmpgen.config import MethodSettings, ModelSettings
from kmpgen.errors import Diagnostic, Keys, KmpgenError, Where
from kmpgen.metadata import fit
from kmpgen.metadata.data import Metadata, MethodInfo, ValueInfo
from kmpgen.printable import printable
from kmpgen.viewing import naming
from kmpgen.viewing.classes import Classes, TupleType, Use, UseKey, outermost, scope_inside


@dataclass(frozen=True)
class Said:
    """What is said of a class at one of the places where it stands."""

    keys: Keys
    """Those of the place in metadata, from ``methods`` on."""
    info: ValueInfo


def with_names(model: ir.Model, settings: ModelSettings, methods: Sequence[ir.Method]) -> ModelSettings:
    """The settings with the names of metadata, where the settings give none. ``methods`` are those of the facade.

    Raises KmpgenError KMP808 where two places give one class names that can't both be.
    """
    if model.metadata is None:
        return settings
    methods_settings = dict(settings.methods)
    for method in methods:
        info = model.metadata.methods.get(method.name, MethodInfo())
        names = {name: naming.camel_case(each.name) for name, each in info.arguments.items() if each.name}
        if names:
            said = settings.methods.get(method.name, MethodSettings())
            methods_settings[method.name] = replace(said, arguments={**names, **said.arguments})
    classes = Classes(methods, settings)
    described = tuples(methods, model.metadata, classes)
    kotlin_classes, kotlin_fields = dict(settings.classes), dict(settings.fields)
    problems: list[Diagnostic] = []
    named: list[tuple[str, Keys]] = []
    where = Where(" and ".join(map(printable, model.metadata.origins)))
    for use in classes.uses:
        own, set_already = classes.known_as(use)[0], _set_names(use, classes, settings, methods)
        said_of = described.get((use.type, use.scope), ())
        names, found = _names(use.type, said_of, set_already, where)
        problems += found
        if class_name := names.pop(_CLASS, None):
            kotlin_classes[own] = class_name
            named.append((class_name, next(said.keys for said in said_of if said.info.class_name)))
        if names:
            fields = {
                name: to for known in classes.known_as(use) for name, to in settings.fields.get(known, {}).items()
            }
            kotlin_fields[own] = {**names, **fields}
    problems += _taken_classes(named, settings.class_name or model.class_name, where)
    if problems:
        raise KmpgenError(problems)
    return replace(settings, methods=methods_settings, classes=kotlin_classes, fields=kotlin_fields)


_CLASS = ""
"""Among the names of a class and its properties, the key of the class's own."""


def _names(
    type_: TupleType, said_of: Sequence[Said], set_already: Collection[str], where: Where
) -> tuple[dict[str, str], list[Diagnostic]]:
    """The names of a class and its properties, by a field's own name or the name that a property would have."""
    wanted: dict[str, dict[str, Keys]] = {}
    for said in said_of:
        own = {_CLASS: said.info.class_name} if said.info.class_name else {}
        for key, name in {**own, **_properties(type_, said.info)}.items():
            if key not in set_already:
                wanted.setdefault(key, {}).setdefault(name, said.keys)
    names = {key: next(iter(places)) for key, places in wanted.items()}
    problems = [_several(type_, key, places, where) for key, places in wanted.items() if len(places) > 1]
    if len(said_of) > 1 and not problems:  # what one place says has been looked at
        keys = [name for name, _ in type_.fields] if isinstance(type_, ir.NamedTuple) else _ordinals(type_)
        chosen = {key: names.get(key) for key in keys if key not in set_already}
        found = fit.taken_names(chosen, naming.RESERVED_PROPERTIES, lambda key: wanted[key][names[key]])
        problems = [Diagnostic(each.code, each.message, each.hint, _at(where, each.keys)) for each in found]
    return names, problems


def _taken_classes(named: Sequence[tuple[str, Keys]], facade: str, where: Where) -> Iterator[Diagnostic]:
    """KMP808 where two classes would have one name, or one the facade's."""
    taken = {facade.casefold()}
    for name, keys in named:
        if name.casefold() in taken:
            hint = "choose another: a class beside it has it"
            yield Diagnostic("KMP808", f"the name '{name}' is taken", hint, _at(where, (*keys, "class")))
        taken.add(name.casefold())


def _several(type_: TupleType, key: str, places: Mapping[str, Keys], where: Where) -> Diagnostic:
    """KMP808: one class, or a property of it, with several names."""
    named = ", ".join(f"'{name}' at {_spelled(keys)}" for name, keys in places.items())
    called = type_.name if isinstance(type_, ir.NamedTuple) else str(type_)
    what = f"the class of {called}" if key == _CLASS else f"'{key}' of {called}"
    hint = "it is one class in all these places: give one name everywhere, or at one place alone"
    if isinstance(type_, ir.Tuple):
        hint += "; a NamedTuple would be a class of its own"
    return Diagnostic("KMP808", f"{what} has several names: {named}", hint, where)


def _at(where: Where, keys: Keys) -> Where:
    return replace(where, file=f"{where.file} at {_spelled(keys)}")


def _spelled(keys: Keys) -> str:
    return printable(".".join(map(str, keys)))


def tuples(methods: Sequence[ir.Method], metadata: Metadata, classes: Classes) -> Mapping[UseKey, Sequence[Said]]:
    """What metadata says of each class, by its type and scope, at all places that say something."""
    found: dict[UseKey, list[Said]] = {}
    for method in methods:
        info = metadata.methods.get(method.name, MethodInfo())
        keys: Keys = ("methods", method.name)
        uses = [
            use
            for a in method.arguments
            if a.name in info.arguments
            for use in _walk(a.type, info.arguments[a.name], (*keys, "arguments", a.name), "")
        ]
        for type_, scope, said in (*uses, *_walk(method.returns, info.result, (*keys, "result"), method.name)):
            if said.info != ValueInfo():
                found.setdefault(classes.key(type_, scope), []).append(said)
    return found


def _walk(type_: ir.Type, info: ValueInfo, keys: Keys, scope: str) -> Iterator[tuple[TupleType, str, Said]]:
    match type_:
        case ir.Optional(element):
            yield from _walk(element, info, keys, scope)
        case ir.List(element) | ir.Dict(_, element):
            if info.items:
                yield from _walk(element, info.items, (*keys, "items"), scope)
            for name, inner in info.entries.items():
                yield from _walk(element, inner, (*keys, "entries", name), scope)
        case ir.Tuple() | ir.NamedTuple():
            yield type_, scope, Said(keys, info)
            steps: Sequence[Keys]
            if isinstance(type_, ir.NamedTuple):
                steps = [("fields", name) for name, _ in type_.fields]
            else:
                steps = [("elements", index) for index in range(len(type_.elements))]
            for step, (part, inner) in zip(steps, parts(type_, info), strict=True):
                yield from _walk(part, inner, (*keys, *step), scope_inside(type_, scope))


def parts(type_: TupleType, info: ValueInfo) -> Iterator[tuple[ir.Type, ValueInfo]]:
    """The elements of a tuple, in its order, each with what is said of it."""
    if isinstance(type_, ir.NamedTuple):
        yield from ((field, info.fields.get(name, ValueInfo())) for name, field in type_.fields)
    else:
        missing = len(type_.elements) - len(info.elements)
        yield from zip(type_.elements, (*info.elements, *[ValueInfo()] * missing), strict=True)


def leaves(
    type_: ir.Type, info: ValueInfo, name: str, path: tuple[str, ...], scope: str, classes: Classes
) -> Iterator[tuple[ir.Type, ValueInfo, str, tuple[str, ...]]]:
    """All that is no container: its type, what is said of it, a name for it, and the way to it from ``path``."""
    match type_:
        case ir.Optional(element):
            yield from leaves(element, info, name, path, scope, classes)
        case ir.Tuple() | ir.NamedTuple():
            result = classes.find(type_, scope)
            for item, (part, said) in zip(result.properties, parts(type_, info), strict=True):
                inner = name + naming.pascal_case(item.name)
                yield from leaves(part, said, inner, (*path, item.name), result.inner_scope, classes)
        case ir.Dict(_, element):
            for key, said in info.entries.items():
                inner = name + naming.pascal_case(re.sub(r"\W", "_", key))
                yield from leaves(element, said, inner, (*path, key), scope, classes)
            if info.items:
                yield from leaves(element, info.items, name, path, scope, classes)
        case ir.List(element) if info.items:
            yield from leaves(element, info.items, name, path, scope, classes)
        case _:
            yield type_, info, name, path


def _set_names(use: Use, classes: Classes, settings: ModelSettings, methods: Sequence[ir.Method]) -> Collection[str]:
    """Which names of a class the settings give, as such or as those of a method's result."""
    found = {name for known in classes.known_as(use) for name in settings.fields.get(known, {})}
    if any(known in settings.classes for known in classes.known_as(use)):
        found.add(_CLASS)
    for method in methods:
        said, type_ = settings.methods.get(method.name), outermost(method.returns)
        if said and type_ == use.type and classes.key(use.type, method.name)[1] == use.scope:
            found |= {_CLASS} if said.result else set()
            found |= {naming.ordinal(index) for index in range(len(said.fields or ()))}
    return found


def _properties(type_: TupleType, info: ValueInfo) -> dict[str, str]:
    if isinstance(type_, ir.NamedTuple):
        return {name: naming.camel_case(each.name) for name, each in info.fields.items() if each.name}
    named = zip(_ordinals(type_), info.elements, strict=False)
    return {ordinal: naming.camel_case(each.name) for ordinal, each in named if each.name}


def _ordinals(type_: ir.Tuple) -> list[str]:
    return [naming.ordinal(index) for index in range(len(type_.elements))]
