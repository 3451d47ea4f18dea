"""Compares the Kotlin APIs of two facades: what changed, in the names that callers use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from kmpgen.comparing.apichanges import Change, change
from kmpgen.comparing.classdiff import class_changes, class_pairs
from kmpgen.comparing.enumdiff import enum_changes, enum_pairs
from kmpgen.comparing.kotlintypes import KotlinType, descriptor, fits, respelled
from kmpgen.comparing.modelpairs import facade_come, facade_gone
from kmpgen.comparing.oldsignatures import kept_after
from kmpgen.comparing.pairing import Pairs, pair, similar, unpaired
from kmpgen.comparing.surface import Facade, Function, Kept, Parameter


def compare(old: Facade, new: Facade, kept: frozenset[Kept] | None = None) -> list[Change]:
    """What is another in ``new``. ``kept``: the old signatures that it has; None: those that `build` would keep.

    Of a facade that is internal there is nothing to compare: to callers it comes, goes or never was.
    """
    if not (old.is_public and new.is_public):
        return [*facade_gone(old), *facade_come(new)]
    classes = class_pairs(old.classes, new.classes)
    renamed = {before.name: now.name for before, now in classes if before.name != now.name}
    before_functions = [_respelled(function, renamed) for function in old.functions]
    functions = _function_pairs(before_functions, list(new.functions))
    found = [change("facade-renamed", "", old.name, new.name)] if old.name != new.name else []
    # People are shown the old types as they were called.
    was = {function.name: function for function in old.functions}
    by_function = [list(_function(was[before.name], before, now)) for before, now in functions]
    gone, come = unpaired(before_functions, new.functions, functions)
    found += [change("method-removed", each.name, _signature(was[each.name])) for each in gone]
    enums = enum_pairs(old.enums, new.enums)
    objects = class_pairs(old.objects, new.objects)
    renamed_enums = {before.name: now.name for before, now in enums}
    of_classes = [
        *class_changes(old.classes, new.classes, classes, renamed),
        *class_changes(old.objects, new.objects, objects, renamed_enums),
        *enum_changes(old.enums, new.enums, enums),
    ]
    breaks = any(each.source == "breaks" for each in chain(found, *by_function, of_classes))
    stay = kept_after(old, new, breaks=breaks) if kept is None else kept
    for (before, now), changes in zip(functions, by_function, strict=True):
        found += [*changes, *_added_last(before, now, stay), *_dropped(before, now, old.kept, stay)]
    found += [change("method-added", each.name, None, _signature(each)) for each in come]
    return found + of_classes


def _respelled(function: Function, classes: dict[str, str]) -> Function:
    """The function with renamed classes under their new names: their renaming is a change of its own."""
    if not classes:
        return function
    parameters = tuple(replace(each, type=respelled(each.type, classes)) for each in function.parameters)
    return replace(function, parameters=parameters, returns=respelled(function.returns, classes))


def _signature(function: Function) -> str:
    shown = (
        f"{each.name}: {each.type}" + ("" if each.default is None else f" = {each.default}")
        for each in function.parameters
    )
    return f"({', '.join(shown)}): {function.returns}"


def _function_pairs(old: list[Function], new: list[Function]) -> Pairs[Function]:
    """By name; by the model's own method, which a setting renamed; by equal types and similar names."""
    pairs = pair(old, new, lambda each: each.name, lambda each: each.method)
    rest, others = unpaired(old, new, pairs)
    return pairs + similar(rest, others, lambda each: each.name, _types)


def _types(function: Function) -> object:
    return tuple((each.type, each.default is None) for each in function.parameters), function.returns


def _function(was: Function, before: Function, now: Function) -> Iterator[Change]:
    """All that is another in one function, but for arguments that came last and have a default.

    ``was``: ``before`` with the names that its classes had.
    """
    declared = {each.name: each for each in was.parameters}
    place = now.name
    if before.name != now.name:
        note = "" if before.method == now.method else "looks renamed: its types are the same"
        yield change("method-renamed", place, before.name, now.name, note)
    elif before.method != now.method:
        yield change("model-name-changed", place, before.method, now.method)
        if "forward" in (before.method, now.method):
            yield change("invoke-added" if now.method == "forward" else "invoke-removed", place)
    pairs = _parameter_pairs(before, now)
    order = [now.parameters.index(other) for _, other in pairs]
    for one, other in pairs:
        yield from _parameter(place, declared[one.name], one, other)
    if order != sorted(order):
        yield change("arguments-reordered", place, _names(before), _names(now))
    gone, come = unpaired(before.parameters, now.parameters, pairs)
    for one in gone:
        yield change("argument-removed", f"{place}({one.name})", _declared(declared[one.name]))
    for other in come:
        kind = _addition(now, other, max(order, default=-1))
        if kind != "argument-added-last":
            yield change(kind, f"{place}({other.name})", None, _declared(other))
    if before.returns != now.returns:
        kind = "result-type-narrower" if fits(now.returns, before.returns) else "result-type-changed"
        yield _type_change(kind, place, str(was.returns), before.returns, now.returns)


def _names(function: Function) -> str:
    return ", ".join(each.name for each in function.parameters)


def _parameter_pairs(before: Function, now: Function) -> Pairs[Parameter]:
    """By name; by the model's own argument; of the rest, by place and type; by type and similar names."""

    def place(each: Parameter) -> object:
        owner = before if any(each is one for one in before.parameters) else now
        return next(at for at, one in enumerate(owner.parameters) if one is each), each.type

    old, new = before.parameters, now.parameters
    pairs = pair(old, new, lambda each: each.name, lambda each: each.argument, place)
    pairs += similar(*unpaired(old, new, pairs), lambda each: each.name, lambda each: each.type)
    return sorted(pairs, key=lambda each: old.index(each[0]))


def _parameter(function: str, was: Parameter, before: Parameter, now: Parameter) -> Iterator[Change]:
    place = f"{function}({now.name})"
    if before.name != now.name:
        note = "" if before.argument == now.argument else "looks renamed: same type, same place or a similar name"
        yield change("argument-renamed", place, before.name, now.name, note)
    elif before.argument != now.argument:
        yield change("model-name-changed", place, before.argument, now.argument)
    if before.type != now.type:
        kind = "argument-type-wider" if fits(before.type, now.type) else "argument-type-changed"
        yield _type_change(kind, place, str(was.type), before.type, now.type)
    if before.default == now.default:
        return
    if before.default is None:
        yield change("default-added", place, None, now.default)
    elif now.default is None:
        yield change("default-removed", place, before.default)
    elif before.type.name == now.type.name:  # another type spells the same value its own way
        yield change("default-changed", place, before.default, now.default)


def _type_change(kind: str, place: str, was: str, before: KotlinType, now: KotlinType) -> Change:
    return change(kind, place, was, str(now), jvm_differs=descriptor(before) != descriptor(now))


def _addition(function: Function, parameter: Parameter, last_old: int) -> str:
    if parameter.default is None:
        return "argument-added-required"
    return "argument-added-last" if function.parameters.index(parameter) > last_old else "argument-added-inside"


def _added_last(before: Function, now: Function, stay: frozenset[Kept]) -> Iterator[Change]:
    pairs = _parameter_pairs(before, now)
    last_old = max((now.parameters.index(other) for _, other in pairs), default=-1)
    kind = "argument-added-last"
    for parameter in unpaired(before.parameters, now.parameters, pairs)[1]:
        if _addition(now, parameter, last_old) == kind:
            hidden = Kept(now.method, len(before.parameters)) in stay
            yield change(
                kind if hidden else f"{kind}-unkept", f"{now.name}({parameter.name})", None, _declared(parameter)
            )


def _dropped(before: Function, now: Function, had: frozenset[Kept], stay: frozenset[Kept]) -> Iterator[Change]:
    for each in sorted(had, key=lambda each: each.parameters):
        if each.method == before.method and Kept(now.method, each.parameters) not in stay:
            names = ", ".join(parameter.name for parameter in before.parameters[: each.parameters])
            yield change("hidden-signature-dropped", now.name, f"({names})")


def _declared(parameter: Parameter) -> str:
    return f"{parameter.name}: {parameter.type}" + ("" if parameter.default is None else f" = {parameter.default}")
