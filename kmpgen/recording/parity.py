"""Recordings: what torch answered to which inputs, as one binary file. docs/parity-format.md describes every byte.

Reads and writes without torch. A file may come from anywhere: whatever it says is checked against its size.
"""

from __future__ import annotations

import math
import os
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kmpgen.config import RECORDING_SUFFIX
from kmpgen.errors import Diagnostic, KmpgenError, Where

MAGIC = b"KMPPAR\x00\x01"
SUFFIX = RECORDING_SUFFIX

# A dtype's code in a file is its place here; the bytes of one element.
DTYPES: dict[str, int] = {
    "uint8": 1,
    "int8": 1,
    "int16": 2,
    "int32": 4,
    "int64": 8,
    "float16": 2,
    "float32": 4,
    "float64": 8,
    "bool": 1,
    "bfloat16": 2,
}
_DTYPE_NAMES = tuple(DTYPES)

# A file is read into one array on a phone.
SIZE_LIMIT = 2**31 - 1
DEPTH_LIMIT = 64

_NONE, _BOOL, _INT, _FLOAT, _STR, _TENSOR = range(6)
_BOOL_LIST, _INT_LIST, _FLOAT_LIST, _LIST, _TUPLE, _STR_DICT, _INT_DICT = range(6, 13)
_ANSWERED, _RAISED = 0, 1


@dataclass(frozen=True)
class Tensor:
    """``data`` is row-major and little-endian."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


@dataclass(frozen=True)
class ScalarList:
    """A ``List[bool]``, ``List[int]`` or ``List[float]``: these say what they hold even where they are empty."""

    kind: type[bool] | type[int] | type[float]
    values: tuple[bool | int | float, ...]


@dataclass(frozen=True)
class StrDict:
    items: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class IntDict:
    items: tuple[tuple[int, Value], ...]


# Any other list is a Python list, any tuple or NamedTuple a Python tuple.
Value = None | bool | int | float | str | Tensor | ScalarList | list["Value"] | tuple["Value", ...] | StrDict | IntDict


@dataclass(frozen=True)
class Raised:
    """The model raised; ``message`` is torch's."""

    message: str


@dataclass(frozen=True)
class Answer:
    value: Value


@dataclass(frozen=True)
class Case:
    """One call: an input for each argument of the method, and what came of it."""

    inputs: tuple[Value, ...]
    outcome: Answer | Raised


@dataclass(frozen=True)
class Tolerance:
    """How far a number may be off: by ``absolute`` plus ``relative`` times the recorded number."""

    relative: float
    absolute: float


@dataclass(frozen=True)
class Recording:
    """``cases`` of one method ran in their order on one freshly loaded module, and must be replayed so."""

    fingerprint: str
    torch_version: str
    tolerances: Mapping[str, Tolerance]
    cases: Mapping[str, tuple[Case, ...]]


class Unwritable(Exception):
    """A recording that has no place in a file; the message says why."""


def write(recording: Recording) -> bytes:
    """The file of ``recording``. Raises `Unwritable` where it would be larger than phones can read."""
    out = bytearray(MAGIC)
    _write_str(out, recording.fingerprint)
    _write_str(out, recording.torch_version)
    out += struct.pack("<I", len(recording.tolerances))
    for dtype, tolerance in recording.tolerances.items():
        out += struct.pack("<Bdd", _DTYPE_NAMES.index(dtype), tolerance.relative, tolerance.absolute)
    out += struct.pack("<I", len(recording.cases))
    for method, cases in recording.cases.items():
        _write_str(out, method)
        out += struct.pack("<I", len(cases))
        for case in cases:
            body = write_case(case)
            out += struct.pack("<I", len(body)) + body
            if len(out) > SIZE_LIMIT:
                raise Unwritable("the recording is larger than 2 GiB")
    return bytes(out)


def write_case(case: Case) -> bytes:
    """One case as it stands in a file."""
    out = bytearray(struct.pack("<I", len(case.inputs)))
    for value in case.inputs:
        _write_value(out, value)
    if isinstance(case.outcome, Raised):
        out.append(_RAISED)
        _write_str(out, case.outcome.message)
    else:
        out.append(_ANSWERED)
        _write_value(out, case.outcome.value)
    if len(out) > SIZE_LIMIT:
        raise Unwritable("one case is larger than 2 GiB")
    return bytes(out)


def _write_str(out: bytearray, text: str) -> None:
    data = text.encode("utf-8")
    out += struct.pack("<I", len(data)) + data


def _write_value(out: bytearray, value: Value) -> None:
    match value:
        case None:
            out.append(_NONE)
        case bool():
            out += struct.pack("<B?", _BOOL, value)
        case int():
            out += struct.pack("<Bq", _INT, value)
        case float():
            out += struct.pack("<Bd", _FLOAT, value)
        case str():
            out.append(_STR)
            _write_str(out, value)
        case Tensor():
            out += struct.pack("<BBI", _TENSOR, _DTYPE_NAMES.index(value.dtype), len(value.shape))
            out += struct.pack(f"<{len(value.shape)}q", *value.shape) + value.data
        case _:
            _write_container(out, value)


def _write_container(out: bytearray, value: ScalarList | list[Value] | tuple[Value, ...] | StrDict | IntDict) -> None:
    match value:
        case ScalarList(kind, values):
            tag, code = {bool: (_BOOL_LIST, "?"), int: (_INT_LIST, "q"), float: (_FLOAT_LIST, "d")}[kind]
            out += struct.pack(f"<BI{len(values)}{code}", tag, len(values), *values)
        case list() | tuple():
            out += struct.pack("<BI", _LIST if isinstance(value, list) else _TUPLE, len(value))
            for element in value:
                _write_value(out, element)
        case StrDict(items):
            out += struct.pack("<BI", _STR_DICT, len(items))
            for name, element in items:
                _write_str(out, name)
                _write_value(out, element)
        case IntDict(pairs):
            out += struct.pack("<BI", _INT_DICT, len(pairs))
            for number, element in pairs:
                out += struct.pack("<q", number)
                _write_value(out, element)


def read(data: bytes, file: str) -> Recording:
    """The recording in ``data``. Raises KmpgenError KMP501, naming ``file``, where that is no sound recording."""
    try:
        return _Reader(data).recording()
    except _Unsound as reason:
        hint = "record it again: kmpgen record"
        raise KmpgenError(Diagnostic("KMP501", f"no readable recording: {reason}", hint, Where(file))) from reason


def read_beside(model: Path) -> tuple[Path, bytes] | None:
    """The recording that belongs to a model's file by its name, and its content; None where there is none."""
    path = model.with_suffix(SUFFIX)
    if not os.path.lexists(path):
        return None
    try:
        if path.is_file():
            return path, path.read_bytes()
        reason = "it is a link that leads nowhere" if path.is_symlink() else "it is no file"
    except OSError as error:
        reason = error.strerror or str(error)
    message = f"the recording can't be read: {reason}"
    raise KmpgenError(Diagnostic("KMP501", message, "--no-parity builds without it", Where(str(path))))


def save(path: Path, content: bytes, inputs: Iterable[Path]) -> None:
    """Writes a recording whole or not at all, and over none of its ``inputs``. Raises KmpgenError KMP510."""
    hint = "choose another -o"
    if path.is_dir() or (path.exists() and any(path.samefile(file) for file in inputs)):
        message = "the recording can't take the place of " + ("a folder" if path.is_dir() else "what it is made from")
        raise KmpgenError(Diagnostic("KMP510", message, hint, Where(str(path))))
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        message = f"can't write the recording: {error.strerror or error}"
        raise KmpgenError(Diagnostic("KMP510", message, hint, Where(str(path)))) from error


def parse_tolerance(text: str) -> tuple[str, Tolerance]:
    """``float32=1e-4,1e-5``. Raises KmpgenError KMP511 (exit code 2)."""
    found = re.fullmatch(r"(\w+)=([0-9.eE+-]+),([0-9.eE+-]+)", text)
    try:
        numbers = [float(number) for number in found.groups()[1:]] if found else []
    except ValueError:
        numbers = []
    if found and found[1] in DTYPES and numbers and all(0 <= number < math.inf for number in numbers):
        return found[1], Tolerance(*numbers)
    hint = f"write it as float32=1e-4,1e-5 (relative, absolute), for one of {', '.join(DTYPES)}"
    raise KmpgenError(Diagnostic("KMP511", f"'{text}' is no tolerance", hint), exit_code=2)


class _Unsound(Exception):
    pass


class _Reader:
    """Reads one file from front to back. Every count is checked against the bytes that are left before it is used."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def recording(self) -> Recording:
        if self._take(min(len(MAGIC), len(self._data))) != MAGIC:
            raise _Unsound("it does not start as one of this version does")
        fingerprint, version = self._str(), self._str()
        tolerances = dict(self._tolerance() for _ in range(self._count(17)))
        cases: dict[str, tuple[Case, ...]] = {}
        for _ in range(self._count(8)):
            method = self._str()
            if method in cases:
                raise _Unsound(f"method {method!r} comes twice")
            cases[method] = tuple(self._case() for _ in range(self._count(10)))
        if self._at != len(self._data):
            raise _Unsound("it goes on after its end")
        return Recording(fingerprint, version, tolerances, cases)

    def _take(self, size: int) -> bytes:
        if size > len(self._data) - self._at:
            raise _Unsound("it is cut off")
        self._at += size
        return self._data[self._at - size : self._at]

    def _unpack(self, form: str) -> tuple[bool | int | float, ...]:
        return struct.unpack(f"<{form}", self._take(struct.calcsize(f"<{form}")))

    def _int(self, code: str) -> int:
        (value,) = self._unpack(code)
        return int(value)

    def _count(self, least: int) -> int:
        """The count of things that take at least ``least`` bytes each."""
        count = self._int("I")
        if count * least > len(self._data) - self._at:
            raise _Unsound("it is cut off")
        return count

    def _str(self) -> str:
        try:
            return self._take(self._count(1)).decode("utf-8")
        except UnicodeDecodeError as error:
            raise _Unsound("a text in it is no UTF-8") from error

    def _flag(self) -> bool:
        byte = self._int("B")
        if byte > 1:
            raise _Unsound(f"a bool in it is {byte}")
        return byte == 1

    def _dtype(self) -> str:
        code = self._int("B")
        if code >= len(_DTYPE_NAMES):
            raise _Unsound(f"there is no dtype {code}")
        return _DTYPE_NAMES[code]

    def _tolerance(self) -> tuple[str, Tolerance]:
        dtype = self._dtype()
        relative, absolute = map(float, self._unpack("dd"))
        if not (math.isfinite(relative) and math.isfinite(absolute) and relative >= 0 and absolute >= 0):
            raise _Unsound(f"the tolerance of {dtype} is no finite number from 0")
        return dtype, Tolerance(relative, absolute)

    def _case(self) -> Case:
        end = self._int("I") + self._at
        inputs = tuple(self._value(0) for _ in range(self._count(1)))
        raised = self._flag()
        outcome = Raised(self._str()) if raised else Answer(self._value(0))
        if self._at != end:
            raise _Unsound("a case in it has another length than it says")
        return Case(inputs, outcome)

    def _value(self, depth: int) -> Value:
        if depth > DEPTH_LIMIT:
            raise _Unsound("a value in it is nested too deeply")
        tag = self._int("B")
        readers = (self._none, self._flag, self._long, self._double, self._str, self._tensor)
        return readers[tag]() if tag < len(readers) else self._container(tag, depth + 1)

    def _none(self) -> None:
        return None

    def _long(self) -> int:
        return self._int("q")

    def _double(self) -> float:
        return float(self._unpack("d")[0])

    def _container(self, tag: int, depth: int) -> Value:
        match tag:
            case 6 | 7 | 8:
                return self._scalar_list(tag)
            case 9:
                return [self._value(depth) for _ in range(self._count(1))]
            case 10:
                return tuple(self._value(depth) for _ in range(self._count(1)))
            case 11:
                return StrDict(tuple((self._str(), self._value(depth)) for _ in range(self._count(5))))
            case 12:
                return IntDict(tuple((self._long(), self._value(depth)) for _ in range(self._count(9))))
        raise _Unsound(f"there is no kind {tag} of values")

    def _scalar_list(self, tag: int) -> ScalarList:
        if tag == _BOOL_LIST:
            return ScalarList(bool, tuple(self._flag() for _ in range(self._count(1))))
        kind, code = (int, "q") if tag == _INT_LIST else (float, "d")
        return ScalarList(kind, self._unpack(f"{self._count(8)}{code}"))

    def _tensor(self) -> Tensor:
        dtype = self._dtype()
        rank = self._count(8)
        if rank > DEPTH_LIMIT:
            raise _Unsound(f"a tensor in it has {rank} dimensions")
        shape = tuple(map(int, self._unpack(f"{rank}q")))
        if any(size < 0 for size in shape):
            raise _Unsound("a tensor in it has a negative size")
        return Tensor(dtype, shape, self._take(math.prod(shape) * DTYPES[dtype]))
