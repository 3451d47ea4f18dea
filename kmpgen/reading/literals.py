"""Default values as torch prints them into sources: ``-inf``, ``annotate(List[int], [])``, ``CONSTANTS.c0``.

A value is read into Python data; nothing is evaluated. What has no Python form becomes an `ir.Unsupported` of its text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from kmpgen import ir
from kmpgen.printable import printable, quoted
from kmpgen.reading.pickles import Pairs
from kmpgen.reading.unreadable import damaged, over_limit

MAX_DEPTH = 40
_INT64 = range(-(2**63), 2**63)
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?j?)
    | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    | (?P<sign>->|[()\[\]{},:=*+-])
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True)
class Constant:
    """``CONSTANTS.cN``: the value stands at `index` in the file's constants."""

    index: int


class Tokens:
    """Tokens of a text from `at` on, made as they are asked for, and none past `end`."""

    def __init__(self, text: str, at: int, end: int) -> None:
        self._text = text
        self.at = at
        self._end = end
        self._ahead: str | None = None

    def peek(self) -> str:
        if self._ahead is None:
            match = _TOKEN.match(self._text, self.at, self._end)
            if match is None or match.lastgroup is None:
                raise damaged(f"its sources cannot be read at {quoted(self._text[self.at : self.at + 30])}")
            self._ahead = match[match.lastgroup]
            self.at = match.end()
        return self._ahead

    def next(self) -> str:
        token = self.peek()
        self._ahead = None
        return token

    def expect(self, token: str) -> None:
        found = self.next()
        if found != token:
            raise damaged(f"its sources have {quoted(found, 40)} where {token} should stand")


def tokenize(text: str, at: int, end: int) -> Tokens:
    return Tokens(text, at, end)


def read_value(tokens: Tokens, depth: int = 0) -> object:
    """One value: None, bool, int, float, str, list, tuple, `Pairs`, `Constant` or `ir.Unsupported`; stops before
    the ``,`` or bracket behind it."""
    if depth > MAX_DEPTH:
        raise over_limit("a default value in its sources is nested too deep")
    first = tokens.next()
    value = _started_by(first, tokens, depth)
    if tokens.peek() in (",", ")", "]", "}", ":"):
        return value
    return _unsupported(first, tokens)


def _started_by(first: str, tokens: Tokens, depth: int) -> object:
    if first in _WORDS:
        return _WORDS[first]
    if first[0] in "\"'":
        return _string(first)
    if first == "-":
        value = read_value(tokens, depth + 1)
        return _negative(value)
    if first[0].isdigit() or first[0] == ".":
        return _number(first)
    if first in ("[", "("):
        return _sequence(first, tokens, depth)
    if first == "{":
        return _dict(tokens, depth)
    if first == "annotate":
        return _annotated(tokens, depth)
    if first.startswith("__torch__.") and tokens.peek() == "(":  # a NamedTuple: its fields, in their order
        return _sequence(tokens.next(), tokens, depth)
    if first.startswith("CONSTANTS.c") and first[11:].isdecimal():
        return Constant(int(first[11:]))
    return _unsupported(first, tokens)


_WORDS: dict[str, object] = {"None": None, "True": True, "False": False, "inf": math.inf, "nan": math.nan}


def _number(text: str) -> object:
    if text.endswith("j"):
        return ir.Unsupported(text)
    if text.isdecimal():
        value = int(text[:20])
        # -(2**63) is printed as a minus and a number that is one too large for itself.
        if len(text) > 19 or value > 2**63:
            raise damaged("its sources hold an integer of more than 64 bits")
        return value
    return float(text)


def _negative(value: object) -> object:
    if isinstance(value, float):
        return -value
    if isinstance(value, int) and not isinstance(value, bool) and -value in _INT64:
        return -value
    if isinstance(value, ir.Unsupported):
        return ir.Unsupported("-" + value.text)
    raise damaged("its sources have a minus before something that is no number")


def _string(token: str) -> str:
    """The text of a quoted token. torch escapes byte by byte, so escapes may spell UTF-8."""

    def replace(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return chr(int(match[1], 8) & 0xFF if match[1] else int(match[2], 16))
        return _ESCAPES.get(match[3], match[3])

    text = _ESCAPE.sub(replace, token[1:-1])
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _sequence(opened: str, tokens: Tokens, depth: int) -> object:
    closing = "]" if opened == "[" else ")"
    values = []
    while tokens.peek() != closing:
        values.append(read_value(tokens, depth + 1))
        if tokens.peek() != closing:
            tokens.expect(",")
    tokens.next()
    return values if opened == "[" else tuple(values)


def _dict(tokens: Tokens, depth: int) -> Pairs:
    pairs = Pairs()
    while tokens.peek() != "}":
        key = read_value(tokens, depth + 1)
        tokens.expect(":")
        pairs.items.append((key, read_value(tokens, depth + 1)))
        if tokens.peek() != "}":
            tokens.expect(",")
    tokens.next()
    return pairs


def _annotated(tokens: Tokens, depth: int) -> object:
    """``annotate(TYPE, VALUE)``: the type is the argument's own, so it is skipped."""
    tokens.expect("(")
    brackets = 0
    while brackets or tokens.peek() != ",":
        token = tokens.next()
        brackets += (token == "[") - (token == "]")
    tokens.expect(",")
    value = read_value(tokens, depth + 1)
    tokens.expect(")")
    return value


def _unsupported(first: str, tokens: Tokens) -> ir.Unsupported:
    """Everything up to the end of a value that is no plain literal: ``torch.device("cpu")``, ``1.+2.j``."""
    parts = [first]
    depth = 0
    while depth or tokens.peek() not in (",", ")", "]", "}", ":"):
        token = tokens.next()
        depth += (token in ("(", "[", "{")) - (token in (")", "]", "}"))
        parts.append(token)
    return ir.Unsupported(printable("".join(parts))[:200])
