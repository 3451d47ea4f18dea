"""The annotation of a deprecated method: what to use instead, and where that is a method, the call to put in place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kmpgen.viewing import layout, naming
from kmpgen.viewing.viewdata import Method, Parameter

_USE = re.compile(r"\buse\s+`?(\w+)", re.IGNORECASE)


def annotation(text: str, own: Method, methods: Iterable[Method]) -> str:
    """``@Deprecated("use x", ReplaceWith("x(...)"))`` for ``own``, to stand 4 columns in.

    Without the call where ``text`` names no other one of the ``methods`` (as in the model or as in Kotlin), or one that
    does not take the same arguments or returns another type, or one that callers of ``own`` cannot call.
    """
    arguments: list[layout.Expr] = [naming.kotlin_string(text)]
    if call := _replacement(text, own, methods):
        arguments.append(layout.Call("ReplaceWith", (naming.kotlin_string(call),)))
    return layout.fit(layout.Call("@Deprecated", tuple(arguments)), 4)


def _replacement(text: str, own: Method, methods: Iterable[Method]) -> str | None:
    named = [found[1] for found in _USE.finditer(text)]
    target = next(
        (each for each in methods if each != own and {each.torch_name, each.name.strip("`")} & set(named)), None
    )
    if target is None or target.returns != own.returns or (own.is_public and not target.is_public):
        return None
    arguments = _by_name(own, target)
    if arguments is None:
        arguments = _by_place(own, target)
    return None if arguments is None else f"{target.name}({', '.join(arguments)})"


def _by_name(own: Method, target: Method) -> list[str] | None:
    """The target's arguments from those of the same name; None where one that it needs has no such."""
    given = {parameter.name: parameter for parameter in own.parameters}
    arguments = []
    in_place = True
    for parameter in target.parameters:
        same = given.get(parameter.name)
        if same and _takes(parameter, same):
            arguments.append(parameter.name if in_place else f"{parameter.name} = {parameter.name}")
        elif parameter.default:
            in_place = False
        else:
            return None
    return arguments


def _by_place(own: Method, target: Method) -> list[str] | None:
    """All of one's own arguments in their places; None where the target takes others."""
    pairs = list(zip(own.parameters, target.parameters, strict=False))
    rest = target.parameters[len(pairs) :]
    if len(pairs) < len(own.parameters) or not all(parameter.default for parameter in rest):
        return None
    return [given.name for given, wanted in pairs] if all(_takes(wanted, given) for given, wanted in pairs) else None


def _takes(wanted: Parameter, given: Parameter) -> bool:
    return given.type in (wanted.type, wanted.type.removesuffix("?"))
