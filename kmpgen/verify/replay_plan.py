"""A recording as the steps of replay/replay.m: values bottom up, containers with their types, which recordings omit."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from kmpgen import ir
from kmpgen.recording import parity

_DTYPE_CODES = {name: code for code, name in enumerate(parity.DTYPES)}
_LIST_DTYPES = {bool: ("bool", "?"), int: ("int64", "q"), float: ("float64", "d")}


def write_plan(recording: parity.Recording, methods: Mapping[str, ir.Method]) -> bytes:
    """All methods with their cases. What comes first is how the answers are to begin, which are a recording again."""
    empty = parity.Recording(recording.fingerprint, recording.torch_version, {}, {})
    header = parity.write(empty)[:-4] + _count(len(recording.cases))
    plan = bytearray(_count(len(header)) + header + _count(len(recording.cases)))
    for name, cases in recording.cases.items():
        plan += _text(name) + _count(len(cases))
        for case in cases:
            for argument, value in zip(methods[name].arguments, case.inputs, strict=True):
                _write(plan, value, argument.type)
            plan += b"r"
    return bytes(plan)


def _write(plan: bytearray, value: parity.Value, type: ir.Type) -> None:
    match value:
        case None:
            plan += b"n"
        case bool():
            plan += struct.pack("<c?", b"b", value)
        case int():
            plan += struct.pack("<cq", b"i", value)
        case float():
            plan += struct.pack("<cd", b"f", value)
        case str():
            plan += b"s" + _text(value)
        case parity.Tensor(dtype, shape, data):
            plan += struct.pack("<cBI", b"t", _DTYPE_CODES[dtype], len(shape))
            plan += struct.pack(f"<{len(shape)}q", *shape) + data
        case parity.ScalarList(kind, values):
            dtype, code = _LIST_DTYPES[kind]
            plan += struct.pack(f"<cBI{len(values)}{code}", b"v", _DTYPE_CODES[dtype], len(values), *values)
        case _:
            _write_container(plan, value, required(type))


def _write_container(
    plan: bytearray,
    value: list[parity.Value] | tuple[parity.Value, ...] | parity.StrDict | parity.IntDict,
    type: ir.Type,
) -> None:
    if isinstance(value, list) and isinstance(type, ir.List):
        for item in value:
            _write(plan, item, type.element)
        plan += b"l" + _text(spelled(type)) + _count(len(value))
    elif isinstance(value, parity.StrDict | parity.IntDict) and isinstance(type, ir.Dict):
        for name, _ in value.items:
            _write(plan, name, type.key)
        for _, item in value.items:
            _write(plan, item, type.value)
        plan += b"d" + _text(spelled(type)) + _count(len(value.items))
    elif isinstance(value, tuple) and isinstance(type, ir.Tuple | ir.NamedTuple):
        for item, element in zip(value, _elements(type), strict=True):
            _write(plan, item, element)
        plan += b"u" + _count(len(value))
    else:
        raise ValueError(f"a value in it is no {type}")


def required(type: ir.Type) -> ir.Type:
    """What an Optional, however deep, holds where it is not None."""
    while isinstance(type, ir.Optional):
        type = type.element
    return type


def spelled(type: ir.Type) -> str:
    """As the emitted library spells it: a NamedTuple is the tuple of its fields."""
    match type:
        case ir.Optional(element):
            return f"Optional[{spelled(element)}]"
        case ir.List(element):
            return f"List[{spelled(element)}]"
        case ir.Dict(key, value):
            return f"Dict[{spelled(key)}, {spelled(value)}]"
        case ir.Tuple() | ir.NamedTuple():
            return f"Tuple[{', '.join(map(spelled, _elements(type)))}]"
        case _:
            return str(type)


def _elements(type: ir.Tuple | ir.NamedTuple) -> tuple[ir.Type, ...]:
    return type.elements if isinstance(type, ir.Tuple) else tuple(field for _, field in type.fields)


def _text(text: str) -> bytes:
    data = text.encode("utf-8")
    return _count(len(data)) + data


def _count(count: int) -> bytes:
    return struct.pack("<I", count)
