"""Compares answers with recorded ones, by the rules of the emitted tests: docs/parity-format.md states them."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping, Sequence

from kmpgen.recording.parity import DTYPES, Answer, IntDict, Raised, ScalarList, StrDict, Tensor, Tolerance, Value

_FORMATS = {"float16": "e", "float32": "f", "float64": "d"}
Tolerances = Mapping[str, Tolerance]


def difference(expected: Answer | Raised, actual: Answer | Raised, tolerances: Tolerances) -> str | None:
    """What sets the outcomes apart; None where nothing does. The messages of exceptions are not compared."""
    if isinstance(expected, Raised):
        return None if isinstance(actual, Raised) else f"it answers, but torch raised: {expected.message}"
    if isinstance(actual, Raised):
        return f"it fails: {actual.message}"
    return next(_differences(expected.value, actual.value, "the answer", tolerances), None)


def _differences(expected: Value, actual: Value, place: str, tolerances: Tolerances) -> Iterator[str]:
    if isinstance(expected, Tensor) and isinstance(actual, Tensor):
        yield from _tensors(expected, actual, place, tolerances)
    elif isinstance(expected, ScalarList) and isinstance(actual, ScalarList) and expected.kind is actual.kind:
        yield from _sequences(expected.values, actual.values, place, tolerances)
    elif isinstance(expected, list | tuple) and isinstance(actual, list | tuple) and type(expected) is type(actual):
        yield from _sequences(expected, actual, place, tolerances)
    elif isinstance(expected, StrDict | IntDict) and isinstance(actual, StrDict | IntDict):
        yield from _entries(expected.items, actual.items, place, tolerances)
    elif isinstance(expected, float) and isinstance(actual, float):
        if not _near(expected, actual, tolerances.get("float64")):
            yield f"{place} is {actual!r}, but torch's is {expected!r}"
    elif type(expected) is not type(actual) or expected != actual:
        yield f"{place} is {actual!r}, but torch's is {expected!r}"


def _entries(
    expected: Sequence[tuple[str | int, Value]],
    actual: Sequence[tuple[str | int, Value]],
    place: str,
    tolerances: Tolerances,
) -> Iterator[str]:
    """The order counts: the C core and the skin keep it."""
    yield from _sequences([key for key, _ in expected], [key for key, _ in actual], f"the keys of {place}", {})
    for (key, wanted), (_, found) in zip(expected, actual, strict=False):
        yield from _differences(wanted, found, f"{place}[{key!r}]", tolerances)


def _sequences(expected: Sequence[Value], actual: Sequence[Value], place: str, tolerances: Tolerances) -> Iterator[str]:
    if len(expected) != len(actual):
        yield f"the size of {place} is {len(actual)}, but torch's is {len(expected)}"
    for index, (wanted, found) in enumerate(zip(expected, actual, strict=False)):
        yield from _differences(wanted, found, f"{place}[{index}]", tolerances)


def _tensors(expected: Tensor, actual: Tensor, place: str, tolerances: Tolerances) -> Iterator[str]:
    if (expected.dtype, expected.shape) != (actual.dtype, actual.shape):
        yield f"{place} is {actual.dtype} {actual.shape}, but torch's is {expected.dtype} {expected.shape}"
    elif expected.data != actual.data:
        size, tolerance = DTYPES[expected.dtype], tolerances.get(expected.dtype)
        for start in range(0, len(expected.data), size):
            wanted, found = expected.data[start : start + size], actual.data[start : start + size]
            if wanted != found and not _near(
                _number(expected.dtype, wanted), _number(expected.dtype, found), tolerance
            ):
                shown = _number(expected.dtype, found), _number(expected.dtype, wanted)
                yield f"element {start // size} of {place} is {shown[0]!r}, but torch's is {shown[1]!r}"
                return


def _near(expected: float, actual: float, tolerance: Tolerance | None) -> bool:
    """All NaNs are equal here; the two zeros are not."""
    if struct.pack("<d", expected) == struct.pack("<d", actual) or (math.isnan(expected) and math.isnan(actual)):
        return True
    if tolerance is None or not math.isfinite(expected):
        return False
    return abs(expected - actual) <= tolerance.absolute + tolerance.relative * abs(expected)


def _number(dtype: str, data: bytes) -> float:
    """One element, as a number near enough to compare and to show."""
    if dtype in _FORMATS:
        return float(struct.unpack(f"<{_FORMATS[dtype]}", data)[0])
    if dtype == "bfloat16":
        return float(struct.unpack("<f", b"\0\0" + data)[0])
    return float(int.from_bytes(data, "little", signed=dtype.startswith("int")))
