"""Overloads for Swift, which sees a Kotlin function with all of its parameters and none of their default values.

Extensions of the facade in iosMain become methods of its class for Swift. Kotlin callers never get them: a member that
takes the arguments wins over an extension.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from kmpgen.viewing import layout, naming
from kmpgen.viewing.viewdata import Method, Parameter


def overloads(facade: str, methods: Iterable[Method], deprecated: Mapping[str, str]) -> Iterator[str]:
    """The declarations for every public method of ``facade``: one without the last default, one without the last two...

    ``deprecated`` are the messages of deprecated methods, by their names in the model.
    """
    for method in methods:
        if method.is_public:
            last = sum(1 for _ in takewhile(lambda each: bool(each.default), reversed(method.parameters)))
            for count in range(len(method.parameters) - 1, len(method.parameters) - 1 - last, -1):
                yield _declaration(facade, method, count, deprecated.get(method.torch_name))


def _declaration(facade: str, method: Method, count: int, deprecated: str | None) -> str:
    given, left_out = method.parameters[:count], method.parameters[count:]
    lines = [*_doc(facade, method, left_out)]
    if deprecated is not None:
        lines.append(layout.fit(layout.Call("@Deprecated", (naming.kotlin_string(deprecated),)), 0))
        lines.append('@Suppress("DEPRECATION")')
    lines.append("@Throws(TorchException::class)")
    parameters = [f"{each.name}: {each.type}" for each in given]
    call = layout.Call(method.name, tuple(each.name for each in given))
    head, returns = f"public fun {facade}.{method.name}", f": {method.returns}"
    return "\n".join([*lines, layout.function(head, parameters, returns, call, 0)])


def _doc(facade: str, method: Method, left_out: Iterable[Parameter]) -> list[str]:
    names = ", ".join(f"`{each.name.strip('`')}`" for each in left_out)
    text = f"[{facade.strip('`')}.{method.name.strip('`')}] with the model's own {names}."
    lines = textwrap.wrap(text, layout.WIDTH - 7, break_long_words=False, break_on_hyphens=False)
    return [f"/** {lines[0]} */"] if len(lines) == 1 else ["/**", *(f" * {line}" for line in lines), " */"]
