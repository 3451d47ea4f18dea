"""The line of a method that torch stumbles over without naming it: where it calls numpy."""

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
    for function in functions:
        try:
            lines, first = inspect.getsourcelines(function)
            tree = ast.parse(textwrap.dedent("".join(lines)))
        except (OSError, TypeError, SyntaxError):
            continue
        for node in _calls(tree):
            root = getattr(function, "__globals__", {}).get(_root(node.func))
            if getattr(root, "__name__", "").split(".")[0] == package:
                file = Path(inspect.getfile(function)).name
                return Line(f"{file}, line {first + node.lineno - 1}", lines[node.lineno - 1].strip())
    return None


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return iter(sorted(found, key=lambda node: node.lineno))


def _root(node: ast.expr) -> str:
    """``np`` of ``np.linalg.norm``."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
