"""A text that metadata was read from: what it says, and where each key of that stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kmpgen.errors import Diagnostic, Keys, KmpgenError, Problem, Where
from kmpgen.metadata.check import LONGEST_LABEL, MOST_LABELS, Json, problems

MOST_BYTES = 4 << 20
"""Of `kmpgen.json`, of what stands beside a model, and of a file of labels."""
MOST_LABELS_IN_ALL = 500_000
"""Of all values together: a short text can name one file of labels for thousands of them."""


@dataclass(frozen=True)
class Source:
    """``said`` is the plain form, with the labels of files in it."""

    said: Json
    place: Callable[[Keys], str]
    """Where a key stands: the file, and the line or the keys above it."""
    outside: tuple[bytes, ...] = ()
    """Contents that are not in the model file."""

    def depth(self, keys: Keys) -> int:
        """How many of the keys this source has, from the first on."""
        value: object = self.said
        for count, key in enumerate(keys):
            known: object = value
            if isinstance(value, list):
                known = dict(enumerate(value))
            if not isinstance(known, dict) or key not in known:
                return count
            value = known[key]
        return len(keys)

    def diagnostic(self, problem: Problem) -> Diagnostic:
        return diagnostic(problem, self.place)


def diagnostic(problem: Problem, place: Callable[[Keys], str]) -> Diagnostic:
    """With the method and the argument that it is about."""
    keys = [str(key) for key in problem.keys]
    method = keys[1] if len(keys) > 1 and keys[0] == "methods" else None
    argument = keys[3] if len(keys) > 3 and keys[2] == "arguments" else None
    where = Where(place(problem.keys), method, argument)
    return Diagnostic(problem.code, problem.message, problem.hint, where)


def checked(said: object, place: Callable[[Keys], str], read_labels: Callable[[str], str]) -> Json:
    """A plain form without problems, its files of labels read. ``read_labels`` gives their text or raises."""
    found = list(problems(said))
    if found or not isinstance(said, dict):
        raise KmpgenError([diagnostic(problem, place) for problem in found])
    unread: list[Problem] = []
    result = _with_labels(said, (), _LabelReader(read_labels), unread)
    if unread:
        raise KmpgenError([diagnostic(problem, place) for problem in unread])
    assert isinstance(result, dict)
    return result


class LabelsError(Exception):
    """A file of labels that can't be taken: the message, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class _LabelReader:
    """Reads each file of labels once, and counts the labels of all values."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read
        self._files: dict[str, list[str]] = {}
        self._count = 0

    def of_file(self, name: str) -> list[str]:
        self.count([])  # no file is read once there are too many
        if name not in self._files:
            self._files[name] = label_lines(self._read(name))
        return self.count(self._files[name])

    def count(self, labels: list[str]) -> list[str]:
        self._count += len(labels)
        if self._count > MOST_LABELS_IN_ALL:
            message = f"there are more than {MOST_LABELS_IN_ALL} labels in all"
            raise LabelsError(message, "leave out those of some arguments and results")
        return labels


def _with_labels(value: object, keys: Keys, read: _LabelReader, unread: list[Problem]) -> object:
    if isinstance(value, list):
        return [_with_labels(item, (*keys, index), read, unread) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    found = {name: _with_labels(item, (*keys, name), read, unread) for name, item in value.items()}
    if keys[2:3] not in (("arguments",), ("result",)):
        return found
    labels, file = found.get("labels"), found.get("labels_file")
    try:
        if isinstance(labels, list):
            read.count(labels)
        if isinstance(file, str):
            if "labels" in found:
                raise LabelsError("labels and labels_file are both there", "say one of them")
            found["labels"] = read.of_file(file)
    except LabelsError as error:
        said = "labels_file" if isinstance(file, str) else "labels"
        unread.append(Problem((*keys, said), "KMP805", error.message, error.hint))
    if isinstance(file, str):
        del found["labels_file"]
    return found


def label_lines(text: str) -> list[str]:
    """The labels of a text, one a line; empty lines at its end are none. Raises LabelsError."""
    labels = re.split(r"\r\n|\n|\r", text)
    while labels and not labels[-1]:
        labels.pop()
    if not 1 <= len(labels) <= MOST_LABELS:
        count = f"{len(labels)} lines" if labels else "no labels"
        raise LabelsError(f"the file of labels has {count}", f"it has 1 to {MOST_LABELS}, a label a line")
    for number, label in enumerate(labels, 1):
        if not label:
            message = f"line {number} of the file of labels is empty"
            raise LabelsError(message, "drop it, or write what that class is called")
        if len(label) > LONGEST_LABEL:
            message = f"line {number} of the file of labels has {len(label)} characters"
            raise LabelsError(message, f"a label has at most {LONGEST_LABEL}")
    return labels


def decoded_labels(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelsError("the file of labels is not UTF-8 text", "save it as UTF-8") from error


def read_bounded(path: Path) -> bytes:
    """A regular file's bytes. Raises ValueError with the reason."""
    try:
        if not path.is_file():
            nothing = "it is a link that leads nowhere" if path.is_symlink() else "there is no such file"
            raise ValueError("it is no file" if path.exists() else nothing)
        with path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror or error}") from error
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES >> 20} MiB")
    return content
