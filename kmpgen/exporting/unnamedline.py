"""The line of a method that torch stumbles over without naming it: where it calls numpy, or has a `with`."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Line:
    """``place`` is "model.py, line 5"."""

    place: str
    source: str


def call_of(package: str, functions: Iterable[Any]) -> Line | None:
    """The first call into the package in the functions' sources."""
    for source in _sources(functions):
        for node in _calls(source.tree):
            root = getattr(source.function, "__globals__", {}).get(_root(node.func))
            if getattr(root, "__name__", "").split(".")[0] == package:
                return source.line(node)
    return None


def with_of(functions: Iterable[Any]) -> Line | None:
    """The first `with` in the functions' sources."""
    for source in _sources(functions):
        if found := [node for node in ast.walk(source.tree) if isinstance(node, ast.With)]:
            return source.line(min(found, key=lambda node: node.lineno))
    return None


@dataclass(frozen=True)
class _Source:
    """A function's lines, the first of which is that number in its file."""

    function: Any
    lines: list[str]
    first: int
    tree: ast.AST

    def line(self, node: ast.stmt | ast.expr) -> Line:
        file = Path(inspect.getfile(self.function)).name
        return Line(f"{file}, line {self.first + node.lineno - 1}", self.lines[node.lineno - 1].strip())


def _sources(functions: Iterable[Any]) -> Iterator[_Source]:
    for function in functions:
        try:
            lines, first = inspect.getsourcelines(function)
            yield _Source(function, lines, first, ast.parse(textwrap.dedent("".join(lines))))
        except (OSError, TypeError, SyntaxError):
            continue


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return iter(sorted(found, key=lambda node: node.lineno))


def _root(node: ast.expr) -> str:
    """``np`` of ``np.linalg.norm``."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
