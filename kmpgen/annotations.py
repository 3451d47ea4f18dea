"""Type annotations as TorchScript spells them, in bytecode and in sources: ``Dict[str, Optional[Tensor]]`` → `ir.Type`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kmpgen import ir
from kmpgen.printable import quoted
from kmpgen.unreadable import Unreadable, damaged, over_limit

MAX_DEPTH = 50
MAX_LENGTH = 64 << 10
MAX_NODES = 10_000
"""Nodes of one type with every NamedTuple written out: NamedTuples of NamedTuples double at each step."""

Fields = Sequence[tuple[str, str]]
"""A NamedTuple's fields: name and spelled type."""

_TOKEN = re.compile(r"\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*|\[|\]|\(|\)|,)")
_SCALARS: dict[str, ir.Type] = {
    scalar.name: scalar for scalar in (ir.TENSOR, ir.INT, ir.FLOAT, ir.BOOL, ir.STR, ir.NONE)
}


class TypeReader:
    """Reads spelled types of one file. `definition` gives a NamedTuple's fields by its qualified name, or None."""

    def __init__(self, definition: Callable[[str], Fields | None]) -> None:
        self._definition = definition
        self._known: dict[str, ir.Type] = {}
        self._nodes: dict[str, int] = {}
        self._open: list[str] = []

    def read(self, spelling: str) -> ir.Type:
        """The type that `spelling` names. Raises `Unreadable` where it is no annotation or too large."""
        found, nodes = self._read(spelling)
        if nodes > MAX_NODES:
            raise over_limit(f"the type {quoted(spelling)} has more than {MAX_NODES} parts")
        return found

    def _read(self, spelling: str) -> tuple[ir.Type, int]:
        tokens = _tokens(spelling)
        walk = _Walk(tokens, spelling, self._named)
        found = walk.type(0)
        if walk.at != len(tokens):
            raise _no_type(spelling)
        return found, walk.nodes

    def _named(self, name: str) -> tuple[ir.Type, int]:
        """A name without brackets that is no scalar: a NamedTuple where it is defined as one, otherwise unknown."""
        if name not in self._known:
            self._known[name], self._nodes[name] = self._define(name)
        return self._known[name], self._nodes[name]

    def _define(self, name: str) -> tuple[ir.Type, int]:
        if not name.startswith("__torch__."):
            return ir.Other(name), 1
        if name in self._open:
            raise damaged(f"the NamedTuple {quoted(name)} contains itself")
        if len(self._open) >= MAX_DEPTH:
            raise over_limit(f"NamedTuples are nested more than {MAX_DEPTH} deep")
        fields = self._definition(name)
        if fields is None:
            return ir.Other(name), 1
        self._open.append(name)
        read = []
        nodes = 1
        for field, spelling in fields:
            if not field.isidentifier():
                raise not_an_identifier("field", field)
            found, size = self._read(spelling)
            read.append((field, found))
            nodes += size
        self._open.pop()
        if nodes > MAX_NODES:
            raise over_limit(f"the NamedTuple {quoted(name)} has more than {MAX_NODES} parts")
        return ir.NamedTuple(name, tuple(read)), nodes


def not_an_identifier(what: str, name: str) -> Unreadable:
    """The error for a name that no Python source can have."""
    message = f"the {what} name {quoted(name)} is not a Python identifier"
    return Unreadable("KMP021", message, "torch writes no such names: the file was made or changed by something else.")


def bytecode_named_tuple(spelling: str) -> tuple[str, Fields] | None:
    """Name and fields of a definition as bytecode spells one:
    ``__torch__.Point[NamedTuple, [[x, Tensor],[y, Optional[int]]]]``; None for every other type."""
    if "[NamedTuple," not in spelling.replace(" ", ""):
        return None
    tokens = _tokens(spelling)
    if tokens[1:4] != ["[", "NamedTuple", ","] or tokens[4:5] != ["["]:
        return None
    fields: list[tuple[str, str]] = []
    at = 5
    while tokens[at : at + 1] == ["["] and tokens[at + 2 : at + 3] == [","]:
        end = _closing(tokens, at)
        fields.append((tokens[at + 1], "".join(tokens[at + 3 : end])))
        at = end + 1
        if tokens[at : at + 1] == [","]:
            at += 1
    return tokens[0], fields


def _closing(tokens: list[str], opened: int) -> int:
    depth = 0
    for at in range(opened, len(tokens)):
        depth += (tokens[at] == "[") - (tokens[at] == "]")
        if depth == 0:
            return at
    raise damaged("a NamedTuple definition is cut short")


def _tokens(spelling: str) -> list[str]:
    if len(spelling) > MAX_LENGTH:
        raise over_limit(f"a type is spelled with more than {MAX_LENGTH} characters")
    tokens = []
    at = 0
    end = len(spelling.rstrip())
    while at < end:
        match = _TOKEN.match(spelling, at)
        if match is None:
            raise _no_type(spelling)
        tokens.append(match[1])
        at = match.end()
    return tokens


def _no_type(spelling: str) -> Unreadable:
    return damaged(f"{quoted(spelling)} is no type annotation")


class _Walk:
    def __init__(self, tokens: list[str], spelling: str, named: Callable[[str], tuple[ir.Type, int]]) -> None:
        self.tokens = tokens
        self.spelling = spelling
        self.named = named
        self.at = 0
        self.nodes = 0

    def type(self, depth: int) -> ir.Type:
        if depth > MAX_DEPTH:
            raise over_limit(f"a type is nested more than {MAX_DEPTH} deep")
        name = self._next()
        self.nodes += 1
        if not name.replace(".", "").isidentifier():
            raise _no_type(self.spelling)
        if self._peek() == "[":
            return self._generic(name, depth)
        if name in _SCALARS:
            return _SCALARS[name]
        found, nodes = self.named(name)
        self.nodes += nodes - 1
        return found

    def _generic(self, name: str, depth: int) -> ir.Type:
        self._next()
        if self.tokens[self.at : self.at + 3] == ["(", ")", "]"]:
            self.at += 3
            return ir.Tuple(()) if name == "Tuple" else ir.Other(f"{name}[()]")
        elements = [self.type(depth + 1)]
        while self._peek() == ",":
            self._next()
            elements.append(self.type(depth + 1))
        if self._next() != "]":
            raise _no_type(self.spelling)
        match name, elements:
            case "Optional", [element]:
                return ir.Optional(element)
            case "List", [element]:
                return ir.List(element)
            case "Dict", [key, value]:
                return ir.Dict(key, value)
            case "Tuple", _:
                return ir.Tuple(tuple(elements))
        return ir.Other(f"{name}[{', '.join(map(str, elements))}]")

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self) -> str:
        if self.at >= len(self.tokens):
            raise _no_type(self.spelling)
        self.at += 1
        return self.tokens[self.at - 1]
