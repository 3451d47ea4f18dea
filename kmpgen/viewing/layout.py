"""Line breaking of emitted Kotlin: an expression on one line where it fits, else one argument a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 120


@dataclass(frozen=True)
class Call:
    """``head(args)tail``."""

    head: str
    args: tuple[Expr, ...]
    tail: str = ""

    def __str__(self) -> str:
        """On one line: so templates may print it."""
        return flat(self)


Expr = str | Call


def prefixed(text: str, expr: Expr) -> Expr:
    """``expr`` with ``text`` before its first character."""
    return text + expr if isinstance(expr, str) else Call(text + expr.head, expr.args, expr.tail)


def flat(expr: Expr) -> str:
    if isinstance(expr, str):
        return expr
    return f"{expr.head}({', '.join(map(flat, expr.args))}){expr.tail}"


def fit(expr: Expr, indent: int, before: int = 0, after: int = 0) -> str:
    """``expr`` where ``before`` columns beyond ``indent`` are taken on its first line and ``after`` on its last."""
    line = flat(expr)
    if isinstance(expr, str) or not expr.args or indent + before + len(line) + after <= WIDTH:
        return line
    inner = " " * (indent + 4)
    args = "".join(f"{inner}{fit(arg, indent + 4, after=1)},\n" for arg in expr.args)
    return f"{expr.head}(\n{args}{' ' * indent}){expr.tail}"


def function(head: str, parameters: Sequence[Expr], returns: str, body: Expr, indent: int) -> str:
    """A function with an expression body: ``head(parameters)returns = body``."""
    pad = " " * indent
    signature = fit(Call(head, tuple(parameters), returns), indent, after=2)
    whole = f"{signature} = {flat(body)}"
    if "\n" not in signature and indent + len(whole) <= WIDTH:
        return pad + whole
    if "\n" in signature:
        last = len(f") {returns} = ")
        return f"{pad}{signature} = {fit(body, indent, before=last)}"
    below = fit(body, indent + 4)
    if "\n" in below:  # nothing is gained by a line of its own: the body starts where the signature ends, if it can
        beside = f"{signature} = {fit(body, indent, before=len(signature) + 3)}"
        if indent + len(beside.partition("\n")[0]) <= WIDTH:
            return pad + beside
    return f"{pad}{signature} =\n{pad}    {below}"


def block_function(head: str, parameters: Sequence[Expr], returns: str, lines: Sequence[str], indent: int) -> str:
    """A function with a block body of ``lines``."""
    pad = " " * indent
    signature = fit(Call(head, tuple(parameters), returns), indent, after=2)
    body = "".join(f"{pad}    {line}\n" for line in lines)
    return f"{pad}{signature} {{\n{body}{pad}}}"
