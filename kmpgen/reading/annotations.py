"""Type annotations as TorchScript spells them, ``Dict[str, Optional[Tensor]]``, read into `ir.Type`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kmpgen import ir
from kmpgen.printable import quoted
from kmpgen.reading.unreadable import Unreadable, damaged, over_limit

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
        tokens = tokens_of(spelling)
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
        if len({field for field, _ in read}) != len(read):
            raise damaged(f"the NamedTuple {quoted(name)} has two fields of one name")
        if nodes > MAX_NODES:
            raise over_limit(f"the NamedTuple {quoted(name)} has more than {MAX_NODES} parts")
        return ir.NamedTuple(name, tuple(read)), nodes


def not_an_identifier(what: str, name: str) -> Unreadable:
    """The error for a name that no Python source can have."""
    message = f"the {what} name {quoted(name)} is not a Python identifier"
    return Unreadable("KMP021", message, "torch writes no such names: the file was made or changed by something else")


def bytecode_named_tuples(spelling: str) -> dict[str, Fields]:
    """Fields by name of every definition in a type as bytecode spells them, nested ones too:
    ``__torch__.Point[NamedTuple, [[x, Tensor],[y, Optional[int]]]]``. Raises `Unreadable`."""
    if "NamedTuple" not in spelling:
        return {}
    reader = _Definitions(tokens_of(spelling))
    reader.type(0)
    return reader.found


class _Definitions:
    """Reads a type with definitions inside; every type comes back spelled without them."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.found: dict[str, Fields] = {}

    def type(self, depth: int) -> str:
        if depth > MAX_DEPTH:
            raise over_limit(f"a type is nested more than {MAX_DEPTH} deep")
        name = self._next()
        if self._peek() != "[":
            return name
        self._next()
        if self._peek() == "NamedTuple":
            self.found[name] = self._fields(depth)
            return name
        parts = []
        while self._peek() != "]":
            parts.append(self.type(depth + 1) if self._peek() not in (",", "(", ")") else self._next())
        self._next()
        return f"{name}[{''.join(parts)}]"

    def _fields(self, depth: int) -> Fields:
        for token in ("NamedTuple", ",", "["):
            self._expect(token)
        fields = []
        while self._peek() == "[":
            self._next()
            field = self._next()
            self._expect(",")
            fields.append((field, self.type(depth + 1)))
            self._expect("]")
            if self._peek() == ",":
                self._next()
        for _ in range(2):
            self._expect("]")
        return fields

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self) -> str:
        if self.at >= len(self.tokens):
            raise damaged("a NamedTuple definition is cut short")
        self.at += 1
        return self.tokens[self.at - 1]

    def _expect(self, token: str) -> None:
        if self._next() != token:
            raise damaged("a NamedTuple definition cannot be read")


def tokens_of(spelling: str) -> list[str]:
    """The names, brackets and commas of a spelled type. Raises `Unreadable`."""
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
