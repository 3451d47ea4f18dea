"""What metadata says of the classes that tuples become, and the names that it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kmpgen import ir
from kmpgen.config import MethodSettings, ModelSettings
from kmpgen.metadata.data import Metadata, MethodInfo, ValueInfo
from kmpgen.viewing import naming
from kmpgen.viewing.classes import Classes, TupleType, Use, UseKey, outermost, scope_inside


def with_names(model: ir.Model, settings: ModelSettings, methods: Sequence[ir.Method]) -> ModelSettings:
    """The settings with the names of metadata, where the settings give none. ``methods`` are those of the facade."""
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
    for use in classes.uses:
        said_of = described.get((use.type, use.scope))
        if said_of is None:
            continue
        own = classes.known_as(use)[0]
        if said_of.class_name and not _is_named(use, classes, settings, methods):
            kotlin_classes[own] = said_of.class_name
        if properties := _properties(use.type, said_of):
            set_already = {
                name: to for known in classes.known_as(use) for name, to in settings.fields.get(known, {}).items()
            }
            kotlin_fields[own] = {**properties, **set_already}
    return replace(settings, methods=methods_settings, classes=kotlin_classes, fields=kotlin_fields)


def tuples(methods: Sequence[ir.Method], metadata: Metadata, classes: Classes) -> Mapping[UseKey, ValueInfo]:
    """What metadata says of each class, by its type and scope; where it does so twice, the first."""
    found: dict[UseKey, ValueInfo] = {}
    for method in methods:
        info = metadata.methods.get(method.name, MethodInfo())
        uses = [
            use
            for a in method.arguments
            if a.name in info.arguments
            for use in _walk(a.type, info.arguments[a.name], "")
        ]
        for type_, scope, said in (*uses, *_walk(method.returns, info.result, method.name)):
            key = classes.key(type_, scope)
            if key not in found or found[key] == ValueInfo():
                found[key] = said
    return found


def _walk(type_: ir.Type, info: ValueInfo, scope: str) -> Iterator[tuple[TupleType, str, ValueInfo]]:
    match type_:
        case ir.Optional(element):
            yield from _walk(element, info, scope)
        case ir.List(element) | ir.Dict(_, element):
            for inner in (info.items, *info.entries.values()):
                if inner:
                    yield from _walk(element, inner, scope)
        case ir.Tuple() | ir.NamedTuple():
            yield type_, scope, info
            for part, inner in parts(type_, info):
                yield from _walk(part, inner, scope_inside(type_, scope))


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


def _is_named(use: Use, classes: Classes, settings: ModelSettings, methods: Sequence[ir.Method]) -> bool:
    """Whether the settings name the class, as such or as the result of a method."""
    if any(known in settings.classes for known in classes.known_as(use)):
        return True
    for method in methods:
        type_ = outermost(method.returns)
        said = settings.methods.get(method.name)
        if said and said.result and type_ == use.type and classes.key(use.type, method.name)[1] == use.scope:
            return True
    return False


def _properties(type_: TupleType, info: ValueInfo) -> dict[str, str]:
    if isinstance(type_, ir.NamedTuple):
        return {name: naming.camel_case(each.name) for name, each in info.fields.items() if each.name}
    return {
        naming.ordinal(index): naming.camel_case(each.name) for index, each in enumerate(info.elements) if each.name
    }
