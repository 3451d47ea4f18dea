"""At which line each key of a TOML file stands: tomllib does not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kmpgen.errors import Keys

DEEPEST = 100
"""Keys further down are said to stand where these do: nothing is read of what nests so deeply."""

# Of a text that is TOML. What is long is matched without a way back, in a time that grows with its length alone.
_TOKEN = re.compile(
    r"""
    (?P<value> \"{3} (?: [^"\\]++ | \\. | "{1,2}(?!") )*+ "{3,5} | '{3} (?: [^']++ | '{1,2}(?!') )*+ '{3,5}
             | " (?: [^"\\\n]++ | \\. )*+ " | ' [^'\n]*+ '
             | [^\s\[\]{},="'\#]++ )
    | \# [^\n]*+
    | [\[\]{},\n]
    """,
    re.VERBOSE | re.DOTALL,
)


class Lines:
    """Where the keys of a text stand that tomllib has read."""

    def __init__(self, text: str) -> None:
        self._found: dict[Keys, int] = {(): 1}
        self._counts: dict[Keys, int] = {}
        table: Keys = ()
        for statement in _statements(text):
            said = tomllib.loads(statement.text)
            if statement.text.lstrip().startswith("["):
                table = self._header(said, statement.line)
                continue
            lists = iter(statement.lists)
            for key, value in said.items():
                self._note((*table, key), value, statement.line, lists)

    def of(self, keys: Sequence[str | int]) -> int:
        """The line, from 1, of a key or a list's element; of what holds it, where that stands nowhere itself."""
        keys = tuple(keys)
        while keys not in self._found:
            keys = keys[:-1]
        return self._found[keys]

    def _header(self, said: object, line: int) -> Keys:
        """The table that ``[a.b]`` or ``[[a.b]]`` opens."""
        keys: Keys = ()
        while isinstance(said, dict) and said:
            ((key, said),) = said.items()
            keys = (*keys, key)
            self._found.setdefault(keys, line)
            if isinstance(said, list):
                self._counts[keys] = self._counts.get(keys, 0) + 1
                (said,) = said
            if keys in self._counts:
                keys = (*keys, self._counts[keys] - 1)
                self._found.setdefault(keys, line)
        return keys

    def _note(self, keys: Keys, value: object, line: int, lists: Iterator[list[int]]) -> None:
        """``lists`` are the lines of the elements of the lists in what follows: tomllib keeps the order."""
        self._found.setdefault(keys, line)
        if len(keys) > DEEPEST:
            return
        if isinstance(value, dict):
            for key, item in value.items():
                self._note((*keys, key), item, line, lists)
        elif isinstance(value, list):
            for index, (item, at) in enumerate(zip(value, next(lists, ()), strict=False)):
                self._note((*keys, index), item, at, lists)


@dataclass
class _Statement:
    """``line`` is its first. ``lists`` are its lists as they open; of each, the lines at which its elements begin."""

    line: int
    text: str = ""
    lists: list[list[int]] = field(default_factory=list)
    open: list[list[int] | None] = field(default_factory=list)
    """The brackets that are open; None for a table's."""
    is_next: bool = False
    """Whether the next value is a new element of what is open."""

    def take(self, token: str, is_value: bool, line: int) -> None:
        if is_value or token in ("[", "{"):
            if self.is_next and self.open and (elements := self.open[-1]) is not None:
                elements.append(line)
            self.is_next = False
        if is_value:
            return
        match token:
            case "[":
                self.lists.append([])
                self.open.append(self.lists[-1])
                self.is_next = True
            case "{":
                self.open.append(None)
            case "]" | "}":
                self.open.pop()
                self.is_next = False
            case ",":
                self.is_next = True


def _statements(text: str) -> Iterator[_Statement]:
    """A statement ends with its line, unless a string or a bracket is open. What is blank or a comment is none."""
    text = text.replace("\r\n", "\n") + "\n"
    line, start, statement = 1, 0, _Statement(1)
    for found in _TOKEN.finditer(text):
        token, is_value = found[0], found["value"] is not None
        statement.take(token, is_value, line)
        line += token.count("\n")
        if token == "\n" and not statement.open:
            statement.text = text[start : found.end()]
            if statement.text.strip() and not statement.text.lstrip().startswith("#"):
                yield statement
            start, statement = found.end(), _Statement(line)
