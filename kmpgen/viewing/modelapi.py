"""A model's API as its facade carries it, spelled for a comparison with the file that an app loads.

The emitted `ModelApi` reads the same from a lite archive; `templates/.../torch/FoundApi.kt.j2` must spell it alike.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterable, Iterator

from kmpgen import ir
from kmpgen.reading.stored_values import DTYPES

Signature = tuple[str, tuple[str, ...]]
"""A name, and its parts: ``x: Tensor``, ``k: int=1``, and for a method ``-> Tensor`` at the end."""

MAX_DEFAULT = 200
"""Characters of a default that is spelled; a longer one is a ``#`` and a hash."""

_STORAGES = {dtype: kind.lower() for kind, (dtype, _) in DTYPES.items()}
_FNV_START, _FNV_PRIME, _64_BITS = 0xCBF29CE484222325, 0x100000001B3, 2**64 - 1


def methods(model: ir.Model) -> Iterator[Signature]:
    """All methods, in the file's order: helpers, `_private` ones and those that Kotlin cannot call too."""
    for method in model.methods:
        arguments = (f"{_declared(each.name, each.type)}{_default(each.default)}" for each in method.arguments)
        yield method.name, (*arguments, f"-> {_spelled(method.returns)}")


def named_tuples(model: ir.Model) -> Iterator[Signature]:
    """The fields of every NamedTuple in a signature, each once. Two of one name may have other fields."""
    found = (
        (each.name, tuple(_declared(name, field) for name, field in each.fields))
        for each in model.types
        if isinstance(each, ir.NamedTuple)
    )
    yield from dict.fromkeys(found)


def _declared(name: str, type_: ir.Type) -> str:
    return f"{name}: {_spelled(type_)}"


def _spelled(type_: ir.Type) -> str:
    """Classes without their modules: one that moved, or that torch mangled, is the same."""
    return re.sub(r"[^\[\], ]+", lambda word: word[0].rpartition(".")[2], str(type_))


def _default(default: ir.Default | None) -> str:
    """``=`` and the value; nothing for None, which no archive tells from no default."""
    if default is None or default.value is None:
        return ""
    pieces = list(_pieces(default.value))
    text = "".join(_number(piece) if isinstance(piece, float) else piece for piece in pieces)
    return f"={text}" if len(text) <= MAX_DEFAULT else f"=#{_hash(pieces):x}"


def _pieces(value: object) -> Iterator[str | float]:
    match value:
        case None | bool() | int():
            yield str(value)
        case float():
            yield value
        case str():
            yield _quoted(value)
        case list():
            yield from _joined("[", value, "]")
        case tuple():
            yield from _joined("(", value, ")")
        case dict():
            yield from _joined("{", (each for pair in value.items() for each in pair), "}")
        case ir.TensorValue(dtype, shape):
            yield f"{_STORAGES.get(dtype, dtype)}{list(shape)}"
        case _:
            yield "?"


def _joined(start: str, values: Iterable[object], end: str) -> Iterator[str | float]:
    yield start
    for number, value in enumerate(values):
        yield ", " if number else ""
        yield from _pieces(value)
    yield end


def _number(value: float) -> str:
    """As Kotlin reads it back."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "NaN" if math.isnan(value) else repr(value)


def _quoted(text: str) -> str:
    return "'" + "".join(_escaped(char) for char in text) + "'"


def _escaped(char: str) -> str:
    if char in "'\\":
        return f"\\{char}"
    return f"\\u{ord(char):04x}" if ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 else char


def _hash(pieces: Iterable[str | float]) -> int:
    """FNV-1a over UTF-16 units and the bits of floats, folded at each step: what counts of a float is its high bits."""
    value = _FNV_START
    for piece in pieces:
        for unit in _units(piece):
            value = ((value ^ unit) * _FNV_PRIME) & _64_BITS
            value ^= value >> 32
    return value


def _units(piece: str | float) -> Iterable[int]:
    if isinstance(piece, float):
        # One NaN, as Kotlin's toBits has it.
        return struct.unpack("<Q", struct.pack("<d", math.nan if math.isnan(piece) else piece))
    data = piece.encode("utf-16-le")
    return struct.unpack(f"<{len(data) // 2}H", data)
