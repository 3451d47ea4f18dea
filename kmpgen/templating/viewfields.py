"""Which fields and variables a template names, in all of its branches, those too that no rendering of today reaches."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import nodes
from jinja2.defaults import DEFAULT_NAMESPACE

from kmpgen.nearest import nearest
from kmpgen.recording.paritytests import Parity
from kmpgen.viewing.publishview import Publishing
from kmpgen.viewing.viewdata import Class, Method, Model, View

# What templates see beside the view, each where it is.
_BESIDE = {"model": Model, "cls": Class, "method": Method}
_PASSES = 4
"""Loops in loops: what a variable is, is known one loop after the other."""

# What Jinja itself gives: in every template, in loops, blocks and macros.
_JINJAS = frozenset({*DEFAULT_NAMESPACE, "loop", "super", "self", "caller", "varargs", "kwargs"})

Found = tuple[int, str, str]


def bound_names(tree: nodes.Template) -> set[str]:
    """Every name that the template itself assigns, defines, imports or takes as a parameter, wherever that is."""
    names = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    names.update(macro.name for macro in tree.find_all(nodes.Macro))
    names.update(imported.target for imported in tree.find_all(nodes.Import))
    for imported in tree.find_all(nodes.FromImport):
        names.update(name if isinstance(name, str) else name[1] for name in imported.names)
    return names


def unknown_variables(tree: nodes.Template, beside: Set[str] = frozenset()) -> Iterator[Found]:
    """Line, message and hint of each variable that there is nowhere: neither the view's, nor Jinja's, nor the
    template's own, nor one of those ``beside`` it. What it asks for with ``is defined`` or ``default`` may be missing.
    """
    asked = {node.name for node in _asked(tree) if isinstance(node, nodes.Name)}
    known = {*View.__dataclass_fields__, *_BESIDE, *bound_names(tree), *beside}
    named = {(name.lineno, name.name) for name in tree.find_all(nodes.Name)}
    for line, name in sorted(named):
        if name not in known | asked | _JINJAS:
            meant = nearest(name, known)
            yield line, f"there is no variable '{name}'", f"did you mean '{meant}'? " if meant else ""


def _asked(tree: nodes.Template) -> list[nodes.Node]:
    """What the template asks for with ``is defined`` or ``default``: it may be missing."""
    found: list[nodes.Node] = [test.node for test in tree.find_all(nodes.Test) if test.name in _ASKING]
    found += [each.node for each in tree.find_all(nodes.Filter) if each.name in _ASKING and each.node]
    return found


def unknown_fields(tree: nodes.Template) -> Iterator[Found]:
    """Line, message and hint of each field that does not exist. What a template assigns itself is followed where it
    is sure, and let pass elsewhere; so is what it asks for with ``is defined`` or ``default``."""
    types = _types(tree)
    asked = {id(node) for node in _asked(tree)}
    for node in tree.find_all(nodes.Getattr):
        owner = _type_of(node.node, types)
        if (
            is_dataclass(owner)
            and isinstance(owner, type)
            and id(node) not in asked
            and node.attr not in _fields(owner)
        ):
            meant = nearest(node.attr, [name for name in _fields(owner) if not name.startswith("_")])
            yield (
                node.lineno,
                f"'{node.attr}' is no field of {owner.__name__}",
                f"did you mean '{meant}'? " if meant else "",
            )


# Types of the view that are only imported where a library has what they stand for.
_LATE = {"Parity": Parity, "Publishing": Publishing}
_ASKING = frozenset({"defined", "undefined", "default", "d"})


@cache
def _fields(owner: type) -> dict[str, Any]:
    """Fields by name, with their types; of properties and methods the names alone."""
    return {**dict.fromkeys(dir(owner)), **get_type_hints(owner, localns=_LATE)}


def _types(tree: nodes.Template) -> dict[str, Any]:
    """The type of each variable; None where it is not sure, as where one name stands for several things."""
    known: dict[str, Any] = {**_fields(View), **_BESIDE}
    types = dict(known)
    for _ in range(_PASSES):
        bound: dict[str, set[Any]] = {name: {type_} for name, type_ in known.items()}
        for name, type_ in _bindings(tree, types):
            bound.setdefault(name, set()).add(type_)
        types = {name: next(iter(found)) if len(found) == 1 else None for name, found in bound.items()}
    return types


def _bindings(tree: nodes.Template, types: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every name that the template itself gives a value, with the type of that."""
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.target, nodes.Name):
            yield loop.target.name, _element(_type_of(loop.iter, types))
    for assigned in tree.find_all(nodes.Assign):
        if isinstance(assigned.target, nodes.Name):
            yield assigned.target.name, _type_of(assigned.node, types)
    sure = {id(loop.target) for loop in tree.find_all(nodes.For)} | {
        id(set_.target) for set_ in tree.find_all(nodes.Assign)
    }
    for name in tree.find_all(nodes.Name):
        if name.ctx != "load" and id(name) not in sure:  # several names at once, a macro's parameters
            yield name.name, None


def _type_of(node: nodes.Node, types: dict[str, Any]) -> Any:
    if isinstance(node, nodes.Name):
        return types.get(node.name)
    if isinstance(node, nodes.Getattr):
        owner = _type_of(node.node, types)
        return _without_none(_fields(owner).get(node.attr)) if isinstance(owner, type) and is_dataclass(owner) else None
    if isinstance(node, nodes.Getitem):
        return _element(_type_of(node.node, types))
    return None


def _element(type_: Any) -> Any:
    """What a ``tuple[X, ...]`` holds."""
    return get_args(type_)[0] if get_origin(type_) is tuple else None


def _without_none(type_: Any) -> Any:
    """The X of an ``X | None``."""
    inner = [each for each in get_args(type_) if each is not type(None)]
    return inner[0] if len(inner) == 1 and get_origin(type_) is not tuple else type_
