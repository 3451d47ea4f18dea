"""Docstrings, in any of the usual styles, as metadata. For the process that imports the module."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from docstring_parser import ParseError, parse

from kmpgen.metadata.check import LONGEST_PROSE

_LITERAL = re.compile(r"``([^`]+)``")
_ROLE = re.compile(r":[a-z:]+:`~?([^`<]+?)(?: *<[^`]*>)?`")


@dataclass(frozen=True)
class Docstring:
    """``arguments`` are by their names. Errors and examples are left out: they are about Python."""

    description: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    result: str | None = None


def read(docstring: object) -> Docstring:
    """Sections of Google's, numpy's or Sphinx's style where there are any, else all of it as the description.

    ``docstring`` is what `__doc__` holds, which need not be a text.
    """
    text = inspect.cleandoc(docstring).strip() if isinstance(docstring, str) else ""
    try:
        found = parse(text)
    except ParseError:
        return Docstring(_fitting(text))
    arguments = {each.arg_name: said for each in found.params if (said := _fitting(each.description))}
    result = _fitting(found.returns.description) if found.returns else None
    return Docstring(_fitting(found.description if found.meta else text), arguments, result)


def _fitting(text: str | None) -> str | None:
    """Without Sphinx's markup; what is too long, up to its last paragraph that fits; None where there is no text.

    Half a character, which no file of text can hold, becomes a question mark.
    """
    text = _LITERAL.sub(r"`\1`", _ROLE.sub(r"`\1`", text or "")).strip()
    text = text.encode("utf-8", "replace").decode()
    if len(text) > LONGEST_PROSE:
        start = text[:LONGEST_PROSE]
        text = start.rpartition("\n\n")[0] or start
    return text or None
