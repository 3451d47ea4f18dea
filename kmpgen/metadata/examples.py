"""Whether recorded examples are what metadata says: a library's own tests would meet its checks otherwise."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kmpgen import ir
from kmpgen.errors import Diagnostic, Where
from kmpgen.metadata.data import ANY_SIZE, Metadata, MethodInfo, ValueInfo
from kmpgen.metadata.facts import spelled
from kmpgen.metadata.fit import FLOATING
from kmpgen.printable import quoted
from kmpgen.recording import parity

HINT = "correct the metadata, or the examples and record them again: kmpgen record"


def contradictions(model: ir.Model, metadata: Metadata, recording: parity.Recording, file: str) -> Iterator[Diagnostic]:
    """KMP807, the first of each method. What raised is no example of what the model takes."""
    for method in model.methods:
        info = metadata.methods.get(method.name, MethodInfo())
        for number, case in enumerate(recording.cases.get(method.name, ()), 1):
            found = _Call(info).contradiction(method, case) if isinstance(case.outcome, parity.Answer) else None
            if found:
                argument, message = found
                where = Where(file, method.name, argument)
                yield Diagnostic("KMP807", f"example {number}: {message}", HINT, where)
                break


class _Call:
    """One call: every name of a dimension stands for one size."""

    def __init__(self, info: MethodInfo) -> None:
        self._info = info
        self._sizes: dict[str, int] = {}

    def contradiction(self, method: ir.Method, case: parity.Case) -> tuple[str | None, str] | None:
        """The argument, None for the result, and what is wrong."""
        assert isinstance(case.outcome, parity.Answer)
        for argument, value in zip(method.arguments, case.inputs, strict=True):
            said = self._info.arguments.get(argument.name, ValueInfo())
            for message in self._value(argument.type, value, said):
                return argument.name, message
        for message in self._value(method.returns, case.outcome.value, self._info.result):
            return None, f"of the result: {message}"
        return None

    def _value(self, type_: ir.Type, value: parity.Value, info: ValueInfo) -> Iterator[str]:
        match type_, value:
            case ir.Optional(element), _ if value is not None:
                yield from self._value(element, value, info)
            case _, parity.Tensor():
                yield from self._tensor(value, info)
                yield from _labels(value, info)
            case _, int() | parity.ScalarList() | str():
                yield from _labels(value, info)
            case ir.List(element), list() if info.items:
                for item in value:
                    yield from self._value(element, item, info.items)
            case ir.Dict(_, element), parity.StrDict(items) | parity.IntDict(items):
                for key, item in items:
                    said = info.entries.get(str(key), info.items)
                    yield from self._value(element, item, said) if said else ()
            case ir.Tuple(elements), tuple():
                yield from self._parts(zip(elements, value, info.elements, strict=False))
            case ir.NamedTuple(fields=fields), tuple():
                said_of = [info.fields.get(name, ValueInfo()) for name, _ in fields]
                yield from self._parts(zip([field for _, field in fields], value, said_of, strict=True))

    def _parts(self, parts: Iterable[tuple[ir.Type, parity.Value, ValueInfo]]) -> Iterator[str]:
        for type_, value, info in parts:
            yield from self._value(type_, value, info)

    def _tensor(self, value: parity.Tensor, info: ValueInfo) -> Iterator[str]:
        if info.dtype not in (None, value.dtype):
            yield f"a Tensor of {value.dtype}, where metadata says {info.dtype}"
        if info.shape is None:
            return
        given = spelled(value.shape)
        if len(info.shape) != len(value.shape):
            yield f"a Tensor of shape {given}, where metadata says {spelled(info.shape)}"
            return
        for size, said in zip(value.shape, info.shape, strict=True):
            wanted = said if isinstance(said, int) else self._sizes.setdefault(said, size)
            if said != ANY_SIZE and size != wanted:
                where = "" if said == wanted else f", {said} being {wanted} in this call"
                yield f"a Tensor of shape {given}, where metadata says {spelled(info.shape)}{where}"
                return


def _labels(value: parity.Value, info: ValueInfo) -> Iterator[str]:
    """What has no label: a score, a class number, a text. Apps that ask for it would get an exception."""
    if not info.labels:
        return
    there_are = "where there is 1 label" if len(info.labels) == 1 else f"where there are {len(info.labels)} labels"
    if isinstance(value, str):
        if value not in info.labels:
            yield f"{quoted(value)}, which is none of the labels"
    elif isinstance(value, parity.Tensor) and value.dtype in FLOATING:
        at = (info if info.shape is not None else replace(info, shape=value.shape)).scores_dimension
        if at is None or at >= len(value.shape) or value.shape[at] != len(info.labels):
            along = "" if at is None else f" along dimension {at}"
            yield f"scores of shape {spelled(value.shape)}, {there_are}{along}"
    else:
        largest = max(_numbers(value), default=0)
        if largest >= len(info.labels):
            yield f"the class number {largest}, {there_are}, counted from 0"


_CODES = {"uint8": "B", "int8": "b", "int16": "h", "int32": "i", "int64": "q"}


def _numbers(value: parity.Value) -> Sequence[int]:
    """The whole numbers of an int, a ``List[int]`` or a Tensor; none of anything else."""
    match value:
        case bool():
            return ()
        case int():
            return (value,)
        case parity.ScalarList(kind, values) if kind is int:
            return [int(each) for each in values]
        case parity.Tensor(dtype, _, data) if dtype in _CODES:
            numbers = array(_CODES[dtype], data)
            if sys.byteorder == "big":
                numbers.byteswap()
            return numbers
    return ()
