"""Lite models in flatbuffer form (``PTMF``): the tables that torch's ``mobile_bytecode.fbs`` lays out.

The file is mapped, not read: weights stay on disk. Every offset is checked against the file, and the number of visited
tables is limited, because tables may be shared and so form a graph that is much larger than the file.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator

from kmpgen import ir
from kmpgen.reading.pickles import Pairs
from kmpgen.reading.schemas import MISSING, RawArgument, RawFunction, RawMethod
from kmpgen.reading.stored_values import DTYPES, Storage, StoredTensor
from kmpgen.reading.unreadable import damaged, over_limit

MAX_VISITS = 600_000
MAX_DEPTH = 40
MAX_STRING = 16 << 20
_KINDS = tuple(DTYPES)[:16]
_NO_TENSOR = "a tensor in it has no sound shape"

# Fields of the tables, by their position in the schema.
_MODULE_VERSION, _MODULE_EXTRA, _MODULE_METHODS, _MODULE_STATE, _MODULE_VALUES = 0, 1, 2, 3, 4
_MODULE_STORAGES, _MODULE_TYPES, _MODULE_SOURCES = 6, 7, 8
_INT, _BOOL, _DOUBLE, _COMPLEX, _TENSOR, _STRING, _LIST, _TUPLE, _DICT, _OBJECT = range(1, 11)
_INTS, _DOUBLES, _BOOLS, _DEVICE, _ENUM, _FUNCTION = range(11, 17)


class FlatbufferModel:
    """The tables of one mapped file. Everything may raise `Unreadable`."""

    def __init__(self, data: mmap.mmap | bytes) -> None:
        self._data = data
        self._visits = 0
        self._module = self._follow(0)
        self._values = self._vector(self._module, _MODULE_VALUES)

    @property
    def version(self) -> int:
        return self._scalar(self._module, _MODULE_VERSION, "<I")

    def class_name(self) -> str:
        """Qualified name of the model's class."""
        kind, state = self._value(self._scalar(self._module, _MODULE_STATE, "<I"))
        types = self._vector(self._module, _MODULE_TYPES)
        index = self._scalar(state, 0, "<I") if kind == _OBJECT else len(types)
        if index >= len(types):
            raise damaged("it holds no module")
        return self._string(self._follow(types[index]), 0)

    def class_names(self) -> Iterator[str]:
        """Qualified names of the classes of all objects in the file."""
        for at in self._vector(self._module, _MODULE_TYPES):
            yield self._string(self._follow(at), 0)

    def extra_files(self) -> tuple[str, ...]:
        return tuple(self._string(self._follow(at), 0) for at in self._vector(self._module, _MODULE_EXTRA))

    def extra_file(self, name: str) -> bytes | None:
        """Its content; None where there is no such file."""
        for at in self._vector(self._module, _MODULE_EXTRA):
            table = self._follow(at)
            if self._string(table, 0) == name:
                return self._string(table, 1).encode("utf-8", "surrogateescape")
        return None

    def sources(self) -> dict[str, str]:
        """TorchScript sources by module name (``__torch__.a``); usually one a module, sometimes none."""
        tables = (self._follow(at) for at in self._vector(self._module, _MODULE_SOURCES))
        return {self._string(table, 0): self._string(table, 1) for table in tables}

    def functions(self) -> tuple[RawFunction, ...]:
        found = []
        for at in self._vector(self._module, _MODULE_METHODS):
            kind, function = self._value(self._int(at, "<I"))
            if kind != _FUNCTION:
                raise damaged("it lists a method that is none")
            found.append(self._function(function))
        return tuple(found)

    def tensors(self) -> Iterator[StoredTensor]:
        """Every tensor of the file: weights, constants and defaults."""
        for index in range(len(self._values)):
            kind, table = self._value(index)
            if kind == _TENSOR:
                yield self._tensor(table)

    def has_enum(self) -> bool:
        """Whether any value of the file is an enum member."""
        return any(self._value(index)[0] == _ENUM for index in range(len(self._values)))

    def storage(self, storage: Storage) -> bytes | None:
        """The bytes of a storage."""
        start, size = self._storage_span(int(storage.key))
        return bytes(self._data[start : start + size])

    def _function(self, table: int) -> RawFunction:
        name = self._string(table, 0)
        operators = []
        for at in self._vector(table, 2):
            row = self._follow(at)
            overload = self._string(row, 1)
            operators.append(self._string(row, 0) + (f".{overload}" if overload else ""))
        types = tuple(self._text(at) for at in self._vector(table, 4))
        place = self._field(table, 6)
        short = name.rpartition(".")[2]
        if not place:
            return RawFunction(name, RawMethod(short, (), "NoneType", types), tuple(operators), False)
        schema = self._follow(place)
        arguments = tuple(self._argument(self._follow(at)) for at in self._vector(schema, 0))
        results = [self._argument(self._follow(at)).type for at in self._vector(schema, 1)]
        returns = results[0] if len(results) == 1 else f"Tuple[{', '.join(results)}]" if results else "NoneType"
        return RawFunction(name, RawMethod(short, arguments, returns, types), tuple(operators), True)

    def _argument(self, table: int) -> RawArgument:
        default = self._plain(self._scalar(table, 2, "<I"), 0)
        return RawArgument(self._string(table, 0), self._string(table, 1), MISSING if default is None else default)

    def _plain(self, index: int, depth: int) -> object:
        """The value at `index` as data that `stored_values.DefaultReader` takes."""
        if depth > MAX_DEPTH:
            raise over_limit("a default value is nested too deep")
        kind, at = self._value(index)
        if kind == 0:
            return None
        if kind in (_INT, _BOOL, _DOUBLE):
            number = self._int(at, "<q" if kind == _INT else "<B") if kind != _DOUBLE else self._double(at)
            return bool(number) if kind == _BOOL else number
        if kind == _STRING:
            return self._string(at, 0)
        if kind in (_LIST, _TUPLE):
            items = [self._plain(self._int(item, "<I"), depth + 1) for item in self._vector(at, 0)]
            return items if kind == _LIST else tuple(items)
        if kind in (_INTS, _DOUBLES, _BOOLS):
            return self._numbers(kind, at)
        return self._special(kind, at, depth)

    def _special(self, kind: int, at: int, depth: int) -> object:
        if kind == _TENSOR:
            return ir.Unsupported("a quantized Tensor") if self._field(at, 6) else self._tensor(at)
        if kind == _DICT:
            pairs = Pairs()
            for key, value in zip(self._vector(at, 0), self._vector(at, 1), strict=True):
                read_key = self._plain(self._int(key, "<I"), depth + 1)
                pairs.items.append((read_key, self._plain(self._int(value, "<I"), depth + 1)))
            return pairs
        if kind == _COMPLEX:
            return ir.Unsupported(str(complex(self._double(at), self._double(at + 8))))
        return ir.Unsupported({_DEVICE: "a device", _ENUM: "an enum member", _OBJECT: "an object"}.get(kind, "a value"))

    def _numbers(self, kind: int, at: int) -> list[object]:
        place = self._field(at, 0)
        if not place:
            return []
        start = self._follow(place)
        count = self._int(start, "<I")
        code, width = {_INTS: ("q", 8), _DOUBLES: ("d", 8), _BOOLS: ("?", 1)}[kind]
        self._visit(count)
        if start + 4 + count * width > len(self._data):
            raise damaged("a list in it reaches past its end")
        return list(struct.unpack_from(f"<{count}{code}", self._data, start + 4))

    def _tensor(self, table: int) -> StoredTensor:
        index, kind = self._scalar(table, 0, "<I"), self._scalar(table, 1, "<b")
        if not 0 <= kind < len(_KINDS):
            raise damaged(_NO_TENSOR)
        width = DTYPES[_KINDS[kind]][1]
        storage = Storage(_KINDS[kind], str(index), self._storage_span(index)[1] // width)
        shape = tuple(self._int(at, "<i") for at in self._vector(table, 3))
        strides = tuple(self._int(at, "<i") for at in self._vector(table, 4))
        offset = self._scalar(table, 2, "<i")
        if len(shape) != len(strides) or len(shape) > 64 or offset < 0 or min((0, *shape, *strides)) < 0:
            raise damaged(_NO_TENSOR)
        return StoredTensor(storage, offset, shape, strides, bool(self._scalar(table, 5, "<b")))

    def _storage_span(self, index: int) -> tuple[int, int]:
        """Start and size in bytes of the storage at `index`."""
        storages = self._vector(self._module, _MODULE_STORAGES)
        if index >= len(storages):
            raise damaged("a tensor in it names no storage")
        place = self._field(self._follow(storages[index]), 0)
        if not place:
            return 0, 0
        start = self._follow(place)
        size = self._int(start, "<I")
        if start + 4 + size > len(self._data):
            raise damaged("a tensor's data reach past the end of the file")
        return start + 4, size

    def _value(self, index: int) -> tuple[int, int]:
        """Kind and position of the value at `index` of the file's values; kind 0 is None."""
        if index >= len(self._values):
            raise damaged("it refers to a value that is not there")
        table = self._follow(self._values[index])
        kind = self._scalar(table, 0, "<B")
        place = self._field(table, 1)
        if kind and not place:
            raise damaged("it holds a value without content")
        return kind, self._follow(place) if kind else 0

    def _visit(self, count: int = 1) -> None:
        self._visits += count
        if self._visits > MAX_VISITS:
            raise over_limit(f"the flatbuffer has more than {MAX_VISITS} parts")

    def _int(self, at: int, form: str) -> int:
        try:
            return int(struct.unpack_from(form, self._data, self._inside(at))[0])
        except struct.error as error:
            raise damaged("it points past its own end") from error

    def _double(self, at: int) -> float:
        try:
            return float(struct.unpack_from("<d", self._data, self._inside(at))[0])
        except struct.error as error:
            raise damaged("it points past its own end") from error

    def _inside(self, at: int) -> int:
        if at < 0:
            raise damaged("it points in front of its own start")
        return at

    def _follow(self, at: int) -> int:
        self._visit()
        return at + self._int(at, "<I")

    def _field(self, table: int, index: int) -> int:
        """Position of a table's field, or 0 where it is left out."""
        layout = table - self._int(table, "<i")
        place = 4 + 2 * index
        if place >= self._int(layout, "<H"):
            return 0
        relative = self._int(layout + place, "<H")
        return table + relative if relative else 0

    def _scalar(self, table: int, index: int, form: str) -> int:
        at = self._field(table, index)
        return self._int(at, form) if at else 0

    def _string(self, table: int, index: int) -> str:
        at = self._field(table, index)
        return self._text(at) if at else ""

    def _text(self, at: int) -> str:
        start = self._follow(at)
        size = self._int(start, "<I")
        if size > MAX_STRING or start + 4 + size > len(self._data):
            raise damaged("a text in it reaches past its end")
        # Long texts may be referred to many times, so they count by their length.
        self._visit(size // 64)
        return bytes(self._data[start + 4 : start + 4 + size]).decode("utf-8", "surrogateescape")

    def _vector(self, table: int, index: int) -> range:
        """Positions of a vector's elements, 4 bytes each; empty where the field is left out."""
        at = self._field(table, index)
        if not at:
            return range(0)
        start = self._follow(at)
        count = self._int(start, "<I")
        if start + 4 + 4 * count > len(self._data):
            raise damaged("a list in it reaches past its end")
        return range(start + 4, start + 4 + 4 * count, 4)
