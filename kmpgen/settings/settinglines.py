"""At which line each key of a TOML file stands: tomllib does not say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence

Keys = tuple[str | int, ...]

DEEPEST = 100
"""Keys further down are said to stand where these do: nothing is read of what nests so deeply."""


class Lines:
    """Where the keys of a text stand that tomllib has read.

    A TOML statement ends with its line, unless a string or a list is open, and then it is no TOML up to there. So the
    lines that a statement takes are the fewest that tomllib reads, and they say which key it sets.
    """

    def __init__(self, text: str) -> None:
        self._lists: dict[Keys, tuple[int, list[str]]] = {}
        self._lengths: dict[tuple[Keys, int], int | None] = {}
        self._found: dict[Keys, int] = {(): 1}
        self._counts: dict[Keys, int] = {}
        table: Keys = ()
        for line, statement in _statements(text):
            said = tomllib.loads("\n".join(statement))
            if statement[0].lstrip().startswith("["):
                table = self._header(said, line)
            else:
                self._note(table, said, line, statement)

    def of(self, keys: Sequence[str | int]) -> int:
        """The line, from 1, of a key or a list's element; of what holds it, where that stands nowhere itself."""
        keys = tuple(keys)
        while keys not in self._found:
            if isinstance(keys[-1], int) and keys[:-1] in self._lists:
                return self._element(keys[:-1], keys[-1])
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

    def _note(self, table: Keys, said: dict[str, object], line: int, statement: list[str]) -> None:
        for key, value in said.items():
            keys = (*table, key)
            self._found.setdefault(keys, line)
            if isinstance(value, dict) and len(keys) < DEEPEST:
                self._note(keys, value, line, statement)
            elif isinstance(value, list):
                self._lists[keys] = line, statement

    def _element(self, keys: Keys, index: int) -> int:
        """The line of a list's element: with the list closed there, it is the first to hold the element."""
        line, statement = self._lists[keys]
        least, most = 1, len(statement)
        while least < most:
            middle = count = (least + most) // 2
            while count < most and (length := self._length(keys, count)) is None:
                count += 1
            if count == most or (length is not None and length > index):
                most = middle
            else:
                least = count + 1
        return line + most - 1

    def _length(self, keys: Keys, count: int) -> int | None:
        """How many elements the list has in its first ``count`` lines; None where it can't be closed after them."""
        if (keys, count) not in self._lengths:
            self._lengths[keys, count] = _closed_length(self._lists[keys][1][:count])
        return self._lengths[keys, count]


def _closed_length(lines: list[str]) -> int | None:
    try:
        said: object = tomllib.loads("\n".join(lines) + "\n]")
    except tomllib.TOMLDecodeError:
        return None
    while isinstance(said, dict):
        (said,) = said.values()
    return len(said) if isinstance(said, list) else None


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each statement's first line, from 1, and its lines; what is blank or a comment is none."""
    start = 1
    held: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        held.append(line)
        if len(held) > 1 and not any(end in line for end in ("]", '"""', "'''")):
            continue  # one of these closes what is open
        try:
            said = tomllib.loads("\n".join(held))
        except tomllib.TOMLDecodeError:
            continue
        if said:
            yield start, held
        start, held = number + 1, []
