"""Default values of arguments as Kotlin expressions."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping, Sequence

from kmpgen import ir
from kmpgen.viewing import naming
from kmpgen.viewing.classes import Classes
from kmpgen.viewing.layout import Call, Expr, prefixed

# Beyond these a default would not fit a JVM constant or method comfortably; the argument is then required.
MAX_ELEMENTS = 1000
MAX_TEXT = 10_000


class NotExpressible(Exception):
    """The default has no Kotlin expression; the text says why."""


def expression(type_: ir.Type, value: object, classes: Classes) -> Expr:
    """The Kotlin expression of ``value``, at top level: `5`; inside a container numbers carry their suffix."""
    if isinstance(type_, ir.Optional):
        return "null" if value is None else expression(type_.element, value, classes)
    if type_ == ir.INT and isinstance(value, int):
        return naming.kotlin_long(value)
    return _nested(type_, value, classes)


def _nested(type_: ir.Type, value: object, classes: Classes) -> Expr:
    match type_, value:
        case ir.Optional(element), _:
            return "null" if value is None else _nested(element, value, classes)
        case ir.List(element), list() | tuple():
            return _list(element, value, classes)
        case ir.Dict(key, element), dict():
            return _map(key, element, value, classes)
        case ir.Tuple() | ir.NamedTuple(), list() | tuple():
            return _instance(type_, value, classes)
        case ir.Scalar(name), _:
            return _scalar(name, value)
    raise NotExpressible(f"the default of type {type_} has no Kotlin form")


def _scalar(name: str, value: object) -> str:
    match name, value:
        case "bool", bool():
            return "true" if value else "false"
        case "int", int():
            literal = naming.kotlin_long(value)
            return literal if literal.endswith("E") else f"{literal}L"
        case "float", float() | int():
            return naming.kotlin_double(float(value))
        case "str", str():
            if len(value) > MAX_TEXT:
                raise NotExpressible(f"the default is a text of {len(value)} characters")
            return naming.kotlin_string(value)
        case "Tensor", ir.TensorValue():
            return tensor(value)
    raise NotExpressible(f"the default of type {name} has no Kotlin form")


_ARRAYS = {ir.INT: "longArrayOf", ir.FLOAT: "doubleArrayOf", ir.BOOL: "booleanArrayOf"}


def _list(element: ir.Type, values: Sequence[object], classes: Classes) -> Expr:
    if len(values) > MAX_ELEMENTS:
        raise NotExpressible(f"the default has {len(values)} elements")
    if element in _ARRAYS:
        return Call(_ARRAYS[element], tuple(expression(element, value, classes) for value in values))
    return Call("listOf", tuple(_nested(element, value, classes) for value in values)) if values else "emptyList()"


def _map(key: ir.Type, element: ir.Type, values: Mapping[object, object], classes: Classes) -> Expr:
    pairs = ((_nested(key, name, classes), _nested(element, value, classes)) for name, value in values.items())
    return Call("mapOf", tuple(prefixed(f"{name} to ", value) for name, value in pairs)) if values else "emptyMap()"


def _instance(type_: ir.Tuple | ir.NamedTuple, values: Sequence[object], classes: Classes) -> Expr:
    result = classes.find(type_, "")
    if len(values) != len(result.properties):
        raise NotExpressible(f"the default of type {type_} has {len(values)} elements")
    args = (_nested(item.type, value, classes) for item, value in zip(result.properties, values, strict=True))
    return Call(naming.identifier(result.name), tuple(args))


def _float32(value: float) -> str:
    """The shortest Kotlin Float literal."""
    if math.isnan(value) or math.isinf(value):
        return naming.kotlin_double(value).replace("Double", "Float")
    candidates = (float(f"{value:.{digits}g}") for digits in range(1, 10))
    return f"{next(number for number in candidates if _as_float32(number) == value)!r}f"


def _as_float32(number: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", number))[0])
    except OverflowError:  # rounding the largest Float up leaves the range
        return math.inf


# dtype: (struct code, Kotlin array builder, literal)
_TENSORS: dict[str, tuple[str, str, Callable[..., str]]] = {
    "float32": ("f", "floatArrayOf", _float32),
    "float64": ("d", "doubleArrayOf", naming.kotlin_double),
    "int64": ("q", "longArrayOf", naming.kotlin_long),
    "int32": ("i", "intArrayOf", str),
    "int16": ("h", "shortArrayOf", str),
    "bool": ("?", "booleanArrayOf", lambda value: "true" if value else "false"),
}
_RAW = {"uint8": 1, "int8": 1, "float16": 2, "bfloat16": 2}


def tensor(value: ir.TensorValue) -> str:
    """``Tensor.of(floatArrayOf(1.0f), 1)``."""
    count = math.prod(value.shape)
    if value.data is None or count > MAX_ELEMENTS:
        raise NotExpressible(f"the default is a Tensor of {count} elements")
    shape = "".join(f", {size}" for size in value.shape)
    if value.dtype in _RAW:
        data = ", ".join(str(byte) for (byte,) in struct.iter_unpack("b", value.data))
        return f"Tensor.ofBytes(byteArrayOf({data}), DType.{value.dtype.upper()}{shape})"
    if value.dtype not in _TENSORS:
        raise NotExpressible(f"the default is a Tensor of dtype {value.dtype}")
    code, builder, literal = _TENSORS[value.dtype]
    elements = ", ".join(literal(element) for (element,) in struct.iter_unpack("<" + code, value.data))
    return f"Tensor.of({builder}({elements}){shape})"
