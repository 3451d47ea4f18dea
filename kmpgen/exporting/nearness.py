"""How far two answers are apart. For the processes that run torch."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from kmpgen.recording import parity
from kmpgen.recording.torchvalues import to_python


def largest(pairs: Iterable[tuple[parity.Case, parity.Case]]) -> float | None:
    """The largest absolute difference between numbers of the answers; None where they hold no numbers, or raised.

    NaN equals NaN, as an infinity does itself; a number beside one of them is infinitely far.
    """
    found = [
        distance
        for expected, actual in pairs
        if isinstance(expected.outcome, parity.Answer) and isinstance(actual.outcome, parity.Answer)
        for distance in _distances(expected.outcome.value, actual.outcome.value)
    ]
    return max(found, default=None)


def _distances(expected: parity.Value, actual: parity.Value) -> Iterator[float]:
    if isinstance(expected, parity.Tensor) and isinstance(actual, parity.Tensor):
        if (expected.dtype, expected.shape) == (actual.dtype, actual.shape):
            yield _tensors(expected, actual)
    elif isinstance(expected, int | float) and isinstance(actual, int | float):
        yield _numbers(expected, actual)
    else:
        others = dict(_parts(actual))
        for key, part in _parts(expected):
            if key in others:
                yield from _distances(part, others[key])


def _parts(value: parity.Value) -> Iterable[tuple[int | str, parity.Value]]:
    match value:
        case parity.ScalarList(values=values):
            return enumerate(values)
        case list() | tuple():
            return enumerate(value)
        case parity.StrDict(items):
            return items
        case parity.IntDict(numbered):
            return numbered
    return ()


def _numbers(one: float, other: float) -> float:
    if one == other or (math.isnan(one) and math.isnan(other)):
        return 0.0
    return abs(one - other) if math.isfinite(one) and math.isfinite(other) else math.inf


def _tensors(expected: parity.Tensor, actual: parity.Tensor) -> float:
    import torch

    if expected.data == actual.data:
        return 0.0
    one, other = to_python(expected).to(torch.float64), to_python(actual).to(torch.float64)
    same = (one == other) | (one.isnan() & other.isnan())
    apart = torch.where(same, torch.zeros_like(one), (one - other).abs().nan_to_num(nan=math.inf, posinf=math.inf))
    return float(apart.max())
