"""Default values as pickles, printed sources and flatbuffers store them, and the plain `ir` values that they mean."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kmpgen import ir
from kmpgen.printable import printable
from kmpgen.reading.literals import Constant
from kmpgen.reading.pickles import Call, Global, Pairs, Persistent
from kmpgen.reading.unreadable import damaged, over_limit

MAX_NODES = 100_000
"""Values in all defaults of a file; 64 characters of a text count as one."""
MAX_DEPTH = 40
MAX_TENSOR_BYTES = 1 << 20
"""Bytes of Tensor defaults that are read from one file; Tensors beyond that keep shape and dtype only."""

_INT64 = range(-(2**63), 2**63)

# torch's name of a storage's type without ``Storage``: torch's name of the dtype, and bytes of an element. The order is
# that of torch's ScalarType up to BFloat16, which flatbuffers count on.
DTYPES = {
    "Byte": ("uint8", 1),
    "Char": ("int8", 1),
    "Short": ("int16", 2),
    "Int": ("int32", 4),
    "Long": ("int64", 8),
    "Half": ("float16", 2),
    "Float": ("float32", 4),
    "Double": ("float64", 8),
    "ComplexHalf": ("complex32", 4),
    "ComplexFloat": ("complex64", 8),
    "ComplexDouble": ("complex128", 16),
    "Bool": ("bool", 1),
    "QInt8": ("qint8", 1),
    "QUInt8": ("quint8", 1),
    "QInt32": ("qint32", 4),
    "BFloat16": ("bfloat16", 2),
    "Float8_e5m2": ("float8_e5m2", 1),
    "Float8_e4m3fn": ("float8_e4m3fn", 1),
    "UInt16": ("uint16", 2),
    "UInt32": ("uint32", 4),
    "UInt64": ("uint64", 8),
}
_LISTS = frozenset(
    f"torch.jit._pickle.{name}"
    for name in ("build_intlist", "build_doublelist", "build_boollist", "build_tensorlist", "restore_type_tag")
)


@dataclass(frozen=True)
class Storage:
    """A tensor's storage: torch's type name without ``Storage`` (``Float``), its key, and how many elements it has."""

    kind: str
    key: str
    elements: int

    @property
    def dtype(self) -> str:
        return DTYPES[self.kind][0] if self.kind in DTYPES else printable(self.kind.lower())[:40]

    @property
    def element_bytes(self) -> int:
        return DTYPES[self.kind][1] if self.kind in DTYPES else 1


@dataclass(frozen=True)
class StoredTensor:
    """A tensor as pickled: a window of a storage, offset and strides counted in elements."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    requires_grad: bool

    @property
    def elements(self) -> int:
        return math.prod(self.shape)


def stored_tensor(call: Call) -> StoredTensor | None:
    """The tensor that `call` would rebuild, quantized ones too; None for every other call."""
    if not call.name.startswith("torch._utils._rebuild_") or not isinstance(call.arguments, tuple):
        return None
    arguments = call.arguments
    if len(arguments) < 5 or not isinstance(arguments[0], Persistent):
        return None
    storage = _storage(arguments[0].id)
    shape, strides = _sizes(arguments[2]), _sizes(arguments[3])
    if type(arguments[1]) is not int or arguments[1] < 0 or len(shape) != len(strides):
        raise damaged("a tensor in it has no sound shape")
    return StoredTensor(storage, arguments[1], shape, strides, True in (arguments[4], *arguments[5:6]))


def _storage(identity: object) -> Storage:
    match identity:
        case ("storage", Global() as kind, str() as key, _, int() as elements, *_) if 0 <= elements < 2**63:
            return Storage(kind.name.rpartition(".")[2].removesuffix("Storage"), key, elements)
    raise damaged("a tensor in it names no storage")


def _sizes(value: object) -> tuple[int, ...]:
    if isinstance(value, tuple) and len(value) <= 64 and all(type(v) is int and 0 <= v < 2**48 for v in value):
        return value
    raise damaged("a tensor in it has no sound shape")


class DefaultReader:
    """Makes `ir` values. `storage` gives the bytes of a storage, or None where they cannot be read; `constants` gives
    the values that ``CONSTANTS.cN`` means."""

    def __init__(self, storage: Callable[[Storage], bytes | None], constants: Callable[[], Sequence[object]]) -> None:
        self._storage = storage
        self._constants = constants
        self._budget = MAX_TENSOR_BYTES
        self._nodes = 0

    def read(self, value: object, kind: ir.Type) -> ir.Default:
        """`value` as a default of an argument of type `kind`. Raises `Unreadable`."""
        return ir.Default(_fitted(self._value(value, 0), kind))

    def _value(self, value: object, depth: int) -> object:
        self._nodes += 1 + (len(value) // 64 if isinstance(value, str) else 0)
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise over_limit("its default values are larger or deeper than any model's")
        match value:
            case None | bool() | float() | ir.Unsupported():
                return value
            case int():
                return _int64(value)
            case str():
                return _text(value)
            case list() | tuple():
                items = [self._value(item, depth + 1) for item in value]
                return items if isinstance(value, list) else tuple(items)
            case Pairs():
                return self._dict(value, depth)
            case Constant():
                return self._constant(value.index, depth)
            case Call():
                return self._call(value, depth)
            case StoredTensor():
                return self._tensor(value)
        return ir.Unsupported(f"a {type(value).__name__}")

    def _constant(self, index: int, depth: int) -> object:
        constants = self._constants()
        if index >= len(constants):
            raise damaged(f"its sources use CONSTANTS.c{index}, which is not there")
        return self._value(constants[index], depth + 1)

    def _dict(self, pairs: Pairs, depth: int) -> object:
        read: dict[object, object] = {}
        for key, value in pairs.items:
            if not isinstance(key, (str, int, float)):
                return ir.Unsupported("a dict with keys that are no numbers or strings")
            read[self._value(key, depth + 1)] = self._value(value, depth + 1)
        return read

    def _call(self, call: Call, depth: int) -> object:
        if call.name in _LISTS and isinstance(call.arguments, tuple) and call.arguments:
            return self._value(call.arguments[0], depth + 1)
        tensor = stored_tensor(call)
        if tensor is not None:
            return ir.Unsupported("a quantized Tensor") if "qtensor" in call.name else self._tensor(tensor)
        if call.name.rpartition(".")[2] in ("build_complex", "complex"):
            return ir.Unsupported(_complex(call.arguments))
        short = call.name.removeprefix("__torch__.")
        return ir.Unsupported(f"a value of {printable(short)[:100] or 'a foreign type'}")

    def _tensor(self, tensor: StoredTensor) -> ir.TensorValue:
        storage = tensor.storage
        size = max(tensor.elements, storage.elements) * storage.element_bytes
        data = None
        if size <= self._budget and storage.kind in DTYPES:
            # Walking a strided window costs by element, however few bytes one has.
            self._budget -= max(size, tensor.elements * 8)
            content = self._storage(storage)
            data = None if content is None else _row_major(tensor, content)
        return ir.TensorValue(storage.dtype, tensor.shape, data)


_PLAIN: dict[ir.Type, type] = {ir.INT: int, ir.FLOAT: float, ir.BOOL: bool, ir.STR: str}


def _fitted(value: object, kind: ir.Type) -> object:
    """`value` as one of type `kind`: a float where an integer is written. What torch would never pair is damage; types
    without a place in the type table, and Tensors, are taken as they are."""
    match kind, value:
        case _, None | ir.Unsupported():
            return value
        case ir.Optional(element), _:
            return _fitted(value, element)
        case ir.List(element), list():
            return [_fitted(item, element) for item in value]
        case ir.Dict(key, element), dict():
            return {_fitted(k, key): _fitted(item, element) for k, item in value.items()}
        case ir.Tuple(elements), tuple() if len(elements) == len(value):
            return tuple(map(_fitted, value, elements))
        case ir.NamedTuple(_, fields), tuple() if len(fields) == len(value):
            return tuple(_fitted(item, field[1]) for item, field in zip(value, fields, strict=True))
    if kind == ir.FLOAT and type(value) is int:
        return float(value)
    if isinstance(kind, (ir.List, ir.Dict, ir.Tuple, ir.NamedTuple)) or type(value) is not _PLAIN.get(
        kind, type(value)
    ):
        raise damaged(f"a default value is no {printable(str(kind))[:100]}")
    return value


def _int64(value: int) -> int:
    if value not in _INT64:
        raise damaged("a default value is an integer of more than 64 bits")
    return value


def _text(value: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise damaged("a string default is no UTF-8") from error
    return value


def _complex(arguments: object) -> str:
    match arguments:
        case (int() | float() as real, int() | float() as imaginary):
            return str(complex(real, imaginary))
    return "a complex number"


def _row_major(tensor: StoredTensor, content: bytes) -> bytes:
    """The elements of `tensor` in row-major order, out of its storage's bytes."""
    width = tensor.storage.element_bytes
    if tensor.elements == 0:
        return b""
    last = tensor.offset + sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.strides, strict=True))
    if (last + 1) * width > len(content):
        raise damaged("a Tensor default reaches past its storage")
    offsets = [tensor.offset]
    for size, stride in zip(tensor.shape, tensor.strides, strict=True):
        offsets = [offset + step * stride for offset in offsets for step in range(size)]
    return b"".join(content[offset * width : (offset + 1) * width] for offset in offsets)
