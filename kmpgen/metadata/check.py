"""What is wrong with metadata in itself, before a model is looked at. Everything at once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from kmpgen.errors import Keys, Problem
from kmpgen.metadata import keys as table_of
from kmpgen.metadata.data import CHANNEL_COUNTS, VERSION
from kmpgen.metadata.keys import Key, Table
from kmpgen.nearest import nearest
from kmpgen.printable import described, quoted
from kmpgen.settings import settingchecks

Json = dict[str, Any]

LONGEST_NAME = 60
LONGEST_LINE = 300
LONGEST_PROSE = 20_000
LONGEST_LABEL = 200
MOST_LABELS = 50_000
HIGHEST_RANK = 16
GREATEST_SIZE = 2**31 - 1
DEEPEST = 24
MOST_PARTS = 2_000
"""Arguments of a method, fields of a result: of any one table or list."""


def problems(said: object) -> Iterator[Problem]:
    """KMP802 to KMP804, of what a JSON or TOML file says."""
    version = said.get("metadata_version", VERSION) if isinstance(said, dict) else VERSION
    if isinstance(version, int) and version > VERSION:  # nothing else can be judged then
        hint = "update kmpgen, or write the older version; kmpgen build --no-metadata passes all of it over"
        message = f"it is metadata of version {described(version)}, and this kmpgen knows up to {VERSION}"
        yield Problem(("metadata_version",), "KMP802", message, hint)
        return
    yield from _table(table_of.MODEL, (), said)


def _table(table: Table, keys: Keys, value: object) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong(keys, f"{_named(keys)} is a table, not {described(value)}", f"it has {_names(table)}")
        return
    if len(keys) > DEEPEST:
        yield _wrong(keys, "this nests too deeply", f"at most {DEEPEST} tables stand in each other")
        return
    for name, item in value.items():
        key = table.key(name)
        if key is None:
            near = nearest(_spelled(name), [key.name for key in table.keys])
            hint = f"did you mean '{near}'?" if near else f"there are {_names(table)}"
            of = f" of {_named(keys)}" if keys else ""
            yield Problem((*keys, name), "KMP803", f"unknown key {quoted(name)}{of}", hint)
        else:
            yield from _CHECKS[key.kind](key, (*keys, name), item)


def _names(table: Table) -> str:
    return ", ".join(key.name for key in table.keys if key.name.isidentifier())


def _spelled(name: str) -> str:
    """As keys are: ``labelsFile`` and ``labels-file`` mean ``labels_file``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|-", "_", name)


def _named(keys: Keys) -> str:
    return quoted(str(keys[-1])) if keys else "metadata"


def _wrong(keys: Keys, message: str, hint: str) -> Problem:
    return Problem(keys, "KMP804", message, hint)


def _write(key: Key) -> str:
    return f"write {key.name} = {key.example}"


def _text(longest: int, lines: bool = False) -> Callable[[Key, Keys, object], Iterator[Problem]]:
    def check(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield _wrong(keys, f"'{key.name}' is a text, not {described(value)}", _write(key))
        elif len(value) > longest:
            yield _wrong(keys, f"'{key.name}' has {len(value)} characters", f"at most {longest} are taken")
        elif not lines and ("\n" in value or "\r" in value):
            yield _wrong(keys, f"'{key.name}' has more than one line", "say it in one")

    return check


def _spelling(check: settingchecks.Check) -> Callable[[Key, Keys, object], Iterator[Problem]]:
    def run(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield _wrong(keys, f"'{key.name}' is a text, not {described(value)}", _write(key))
        elif len(value) > LONGEST_NAME:
            yield _wrong(keys, f"'{key.name}' has {len(value)} characters", f"at most {LONGEST_NAME} are taken")
        elif found := check.problem(value):
            yield _wrong(keys, found.message, check.hint)

    return run


def _choice(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
    if value not in key.choices:
        near = nearest(value, key.choices) if isinstance(value, str) else None
        hint = f"did you mean '{near}'?" if near else f"there are {', '.join(key.choices)}"
        yield _wrong(keys, f"'{key.name}' is {described(value)}", hint)


def _integer(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield _wrong(keys, f"'{key.name}' is a whole number, not {described(value)}", _write(key))
    elif value < (key.least or 0) or value > GREATEST_SIZE:
        yield _wrong(keys, f"'{key.name}' is {described(value)}", f"it is from {key.least or 0:g} to {GREATEST_SIZE}")


def _number(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
    if not _is_number(value):
        yield _wrong(keys, f"'{key.name}' is a number, not {described(value)}", _write(key))
    elif key.above is not None and isinstance(value, int | float) and value <= key.above:
        yield _wrong(keys, f"'{key.name}' is {described(value)}", f"it is above {key.above:g}")
    elif key.most is not None and isinstance(value, int | float) and value > key.most:
        yield _wrong(keys, f"'{key.name}' is {described(value)}", f"it is at most {key.most:g}")


def _is_number(value: object) -> bool:
    """Whether it is a finite number that a double can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _numbers(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
    if not isinstance(value, list) or len(value) not in CHANNEL_COUNTS.values():
        said = f"a list of {len(value)}" if isinstance(value, list) else described(value)
        yield _wrong(keys, f"'{key.name}' is a list of a number for each channel, not {said}", _write(key))
        return
    for index, item in enumerate(value):
        yield from _number(key, (*keys, index), item)


def _shape(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
    if not isinstance(value, list) or len(value) > HIGHEST_RANK:
        said = f"{len(value)} dimensions" if isinstance(value, list) else described(value)
        yield _wrong(keys, f"'{key.name}' is a list of at most {HIGHEST_RANK} sizes, not {said}", _write(key))
        return
    for index, size in enumerate(value):
        is_size = isinstance(size, int) and not isinstance(size, bool) and 0 <= size <= GREATEST_SIZE
        if not is_size and not (isinstance(size, str) and re.fullmatch(DIMENSION, size)):
            hint = 'write a size, or name one that differs from call to call: "batch"; "_" is any size'
            yield _wrong((*keys, index), f"{described(size)} is no size and no name of one", hint)


DIMENSION = "[A-Za-z_][A-Za-z0-9_]{0,39}"


def _labels(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
    if not isinstance(value, list) or not value or len(value) > MOST_LABELS:
        said = f"{len(value)} of them" if isinstance(value, list) else described(value)
        yield _wrong(keys, f"'{key.name}' is a list of 1 to {MOST_LABELS} texts, not {said}", _write(key))
        return
    for index, label in enumerate(value):  # the first that is wrong: there may be thousands
        if not isinstance(label, str):
            yield _wrong((*keys, index), f"a label is a text, not {described(label)}", _write(key))
            return
        if len(label) > LONGEST_LABEL:
            yield _wrong((*keys, index), f"a label has {len(label)} characters", f"at most {LONGEST_LABEL} are taken")
            return


def _inner(table: Table) -> Callable[[Key, Keys, object], Iterator[Problem]]:
    return lambda key, keys, value: _table(table, keys, value)


def _by_name(table: Table) -> Callable[[Key, Keys, object], Iterator[Problem]]:
    def check(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
        if not isinstance(value, dict) or len(value) > MOST_PARTS:
            said = f"{len(value)} of them" if isinstance(value, dict) else described(value)
            yield _wrong(keys, f"'{key.name}' is a table of at most {MOST_PARTS} tables, not {said}", "name each")
            return
        for name, item in value.items():
            yield from _table(table, (*keys, name), item)

    return check


def _list(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
    if not isinstance(value, list) or len(value) > MOST_PARTS:
        said = f"{len(value)} of them" if isinstance(value, list) else described(value)
        yield _wrong(keys, f"'{key.name}' is a list of at most {MOST_PARTS} tables, not {said}", "write one for each")
        return
    for index, item in enumerate(value):
        yield from _table(table_of.VALUE, (*keys, index), item)


NAME = settingchecks.Check(
    "name of an argument or property",
    r"[A-Za-z][A-Za-z0-9_]*",
    "use letters, digits and underscores: input_ids",
)

_CHECKS: dict[str, Callable[[Key, Keys, object], Iterator[Problem]]] = {
    "line": _text(LONGEST_LINE),
    "prose": _text(LONGEST_PROSE, lines=True),
    "path": _text(LONGEST_LINE),
    "name": _spelling(NAME),
    "class": _spelling(settingchecks.CLASS_NAME),
    "choice": _choice,
    "integer": _integer,
    "number": _number,
    "numbers": _numbers,
    "shape": _shape,
    "lines": _labels,
    "image": _inner(table_of.IMAGE),
    "value": _inner(table_of.VALUE),
    "values": _by_name(table_of.VALUE),
    "list of values": _list,
    "methods": _by_name(table_of.METHOD),
}
