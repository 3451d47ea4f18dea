"""Text from a model file made safe to show: nothing in it can move a cursor, change a colour or reorder a line."""

from __future__ import annotations

import unicodedata

LONGEST = 200
"""Characters of a foreign text that a message shows."""

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of Unicode: control, format (bidi, zero width), lone surrogates, private, unassigned, line separators."""


def printable(text: str) -> str:
    r"""`text` with every character that a terminal would obey or hide written as a ``\u`` escape; length kept."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(char) if unicodedata.category(char) in HIDDEN else char for char in text)


def quoted(text: str, longest: int = LONGEST) -> str:
    """`text` for a message: printable, in quotes, cut to `longest` characters."""
    return '"' + printable(cut(text, longest)).replace('"', '\\"') + '"'


def cut(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else text[:longest] + "..."


def with_article(noun: str) -> str:
    """``an int``."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def described(value: object) -> str:
    """A value of TOML or JSON, for a message that says what it should be instead."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f"the text {quoted(value)}"
        case list():
            return "a list"
        case dict():
            return "a table"
    try:
        return str(value)[:40]
    except ValueError:  # too many digits to print
        return "a huge number"


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
