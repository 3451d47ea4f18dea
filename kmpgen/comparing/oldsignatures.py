"""Old signatures that stay in a facade, hidden from sources, so that callers compiled against them go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kmpgen.comparing.surface import Facade, Function, Kept
from kmpgen.viewing import layout, viewdata

MESSAGE = "Kept for callers that were compiled against an earlier version."
CALL = "// Calls the one of all arguments: hidden declarations cannot be called."


def kept_after(old: Facade, new: Facade, *, breaks: bool) -> frozenset[Kept]:
    """The signatures that ``new`` keeps when it takes the place of ``old``.

    Those are the ones that ``old`` kept, and its functions' own where arguments with defaults came after them: as long
    as the new function can stand for them. Where sources break (``breaks``), every caller is compiled again.
    """
    return frozenset() if breaks else frozenset(_kept(old, new))


def _kept(old: Facade, new: Facade) -> Iterator[Kept]:
    for now in new.functions:
        before = old.function(now.name)
        if before is None:
            continue
        counts = {each.parameters for each in old.kept if each.method == before.method} | {len(before.parameters)}
        yield from (Kept(now.method, count) for count in sorted(counts) if _stands_for(now, before, count))


def _stands_for(now: Function, before: Function, count: int) -> bool:
    """Whether ``now`` can answer calls of the first ``count`` parameters of ``before``."""
    if not count <= len(before.parameters) or not count < len(now.parameters) or before.returns != now.returns:
        return False
    same = all(
        one.type == other.type and (one.default is None or other.default is not None)
        for one, other in zip(before.parameters[:count], now.parameters, strict=False)
    )
    return same and all(other.default is not None for other in now.parameters[count:])


def with_hidden(model: viewdata.Model, kept: Iterable[Kept]) -> viewdata.Model:
    """The facade with a hidden declaration of every kept signature. Raises ValueError where one fits no function."""
    counts: dict[str, list[int]] = {}
    for each in sorted(kept, key=lambda each: (each.method, each.parameters)):
        counts.setdefault(each.method, []).append(each.parameters)
    if unknown := counts.keys() - {method.torch_name for method in model.methods}:
        raise ValueError(f"no method {', '.join(sorted(unknown))}")
    methods = tuple(_with_hidden(method, counts.get(method.torch_name, ())) for method in model.methods)
    return replace(model, methods=methods)


def _with_hidden(method: viewdata.Method, counts: Iterable[int]) -> viewdata.Method:
    declarations: list[str] = []
    for count in counts:
        if not count < len(method.parameters) or not all(each.default for each in method.parameters[count:]):
            raise ValueError(f"{method.name} has no {count} first parameters")
        declarations.append(_declaration(f"public fun {method.name}", method, count))
        if method.invoke:
            declarations.append(_declaration("public operator fun invoke", method, count))
    return replace(method, hidden=tuple(declarations))


def _declaration(head: str, method: viewdata.Method, count: int) -> str:
    """A function of the first ``count`` parameters that calls the one of all: a hidden one can't call itself, though
    it reads so."""
    parameters = method.parameters[:count]
    deprecated = layout.Call("@Deprecated", (f'"{MESSAGE}"', "level = DeprecationLevel.HIDDEN"))
    call = layout.Call(method.name, tuple(each.name for each in parameters))
    body = layout.function(head, [each.declaration for each in parameters], f": {method.returns}", call, 4)
    lines = [CALL, layout.fit(deprecated, 4), *(['@Suppress("DEPRECATION")'] if method.deprecated else [])]
    return "".join(f"    {line}\n" for line in [*lines, "@Throws(TorchException::class)"]) + body
