"""What examples show of a method's values: dtypes, and shapes whose sizes have names where they differ. No torch.

In the plain form of metadata. A size that is the same in every example is taken for fixed; sizes of several tensors
that change together have one name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kmpgen import ir
from kmpgen.metadata.data import ANY_SIZE
from kmpgen.recording import parity

Json = dict[str, Any]
Calls = Sequence[Sequence[parity.Value]]
"""The values at one place: those of each call. None are there where an Optional is None, many in a List."""


@dataclass(eq=False)
class _Size:
    """One dimension: its size in each call, None where the value is not there, `ANY_SIZE` where it has several."""

    owner: str
    tensor: int
    """Which of the method's tensors it is of."""
    rank: int
    axis: int
    sizes: tuple[int | str | None, ...]
    name: int | str = ""

    @property
    def only(self) -> int | None:
        """The size, where it was always the same."""
        known = {size for size in self.sizes if size is not None}
        return size if len(known) == 1 and isinstance(size := known.pop(), int) else None

    def may_be(self, other: _Size) -> bool:
        """Whether it was as large whenever it was there."""
        return all(size in (None, same) for size, same in zip(self.sizes, other.sizes, strict=True))

    def goes_with(self, other: _Size) -> bool:
        """Whether the two never differ, in as many calls as show that they go together."""
        both = [(a, b) for a, b in zip(self.sizes, other.sizes, strict=True) if a is not None and b is not None]
        return len({a for a, _ in both}) > 1 and all(a == b for a, b in both)

    def is_at_place_of(self, other: _Size) -> bool:
        """Whether both are, say, the last dimension."""
        return self.rank - self.axis == other.rank - other.axis


@dataclass
class _Method:
    sizes: list[_Size] = field(default_factory=list)
    tensors: int = 0


def observed(method: ir.Method, cases: Sequence[parity.Case]) -> Json:
    """``arguments`` and ``result`` of the method's metadata, of what did not raise; only what the examples tell."""
    answered = [case for case in cases if isinstance(case.outcome, parity.Answer)]
    seen = _Method()
    arguments = {}
    for index, argument in enumerate(method.arguments):
        found = _value(argument.type, [[case.inputs[index]] for case in answered], argument.name, seen)
        if found:
            arguments[argument.name] = found
    results = [[case.outcome.value] for case in answered if isinstance(case.outcome, parity.Answer)]
    result = _value(method.returns, results, "result", seen)
    _name(seen.sizes)
    said = {"arguments": arguments, "result": result}
    return {key: _spelled(value) for key, value in said.items() if value}


def _value(type_: ir.Type, calls: Calls, owner: str, seen: _Method) -> Json:
    match type_:
        case ir.Optional(element):
            there = [[value for value in call if value is not None] for call in calls]
            return _value(element, there, owner, seen)
        case ir.Scalar("Tensor"):
            return _tensor(calls, owner, seen)
        case ir.List(element):
            inner = [[item for value in call if isinstance(value, list) for item in value] for call in calls]
            return _under("items", _value(element, inner, owner, seen))
        case ir.Dict(_, element):
            return _dict(element, calls, owner, seen)
        case ir.Tuple(elements):
            parts = [_value(each, _at(calls, index), owner, seen) for index, each in enumerate(elements)]
            return {"elements": parts} if any(parts) else {}
        case ir.NamedTuple(fields=fields):
            named = {name: _value(each, _at(calls, index), name, seen) for index, (name, each) in enumerate(fields)}
            return _under("fields", {name: each for name, each in named.items() if each})
    return {}


def _under(key: str, found: Json) -> Json:
    return {key: found} if found else {}


def _at(calls: Calls, index: int) -> list[list[parity.Value]]:
    return [[value[index] for value in call if isinstance(value, tuple)] for call in calls]


def _dict(element: ir.Type, calls: Calls, owner: str, seen: _Method) -> Json:
    """Entries of their own where every dict has the same keys, which are texts."""
    dicts = [
        [dict(value.items) for value in call if isinstance(value, parity.StrDict | parity.IntDict)] for call in calls
    ]
    keys = [tuple(each) for call in dicts for each in call]
    if keys and all(set(each) == set(keys[0]) for each in keys) and all(isinstance(key, str) for key in keys[0]):
        entries = {
            str(key): _value(element, [[each[key] for each in call] for call in dicts], str(key), seen)
            for key in keys[0]
        }
        return _under("entries", {key: each for key, each in entries.items() if each})
    inner = [[item for each in call for item in each.values()] for call in dicts]
    return _under("items", _value(element, inner, owner, seen))


def _tensor(calls: Calls, owner: str, seen: _Method) -> Json:
    tensors = [[value for value in call if isinstance(value, parity.Tensor)] for call in calls]
    every = [each for call in tensors for each in call]
    found: Json = {}
    if every and len({each.dtype for each in every}) == 1:
        found["dtype"] = every[0].dtype
    ranks = {len(each.shape) for each in every}
    if len(ranks) == 1:
        rank = ranks.pop()
        seen.tensors += 1
        found["shape"] = [_size(tensors, owner, rank, axis, seen) for axis in range(rank)]
    return found


def _size(calls: list[list[parity.Tensor]], owner: str, rank: int, axis: int, seen: _Method) -> int | _Size:
    sizes: list[int | str | None] = []
    for call in calls:
        different = sorted({each.shape[axis] for each in call})
        sizes.append(None if not different else different[0] if len(different) == 1 else ANY_SIZE)
    known = {size for size in sizes if size is not None}
    if len(known) == 1 and None not in sizes and isinstance(only := known.pop(), int):
        return only
    found = _Size(owner, seen.tensors, rank, axis, tuple(sizes))
    seen.sizes.append(found)
    return found


def _name(sizes: list[_Size]) -> None:
    """What was there in some calls only, as large as something that changes, may change with it: nobody can tell.

    Dimensions of one tensor, such as an image's height and width, have names of their own: examples are often square,
    and a library that takes nothing else is worse than one that takes too much.
    """
    changing = [size for size in sizes if size.only is None and ANY_SIZE not in size.sizes]
    taken: set[str] = set()
    for index, size in enumerate(changing):
        alike = [other for other in changing[:index] if other.tensor != size.tensor and other.goes_with(size)]
        alike.sort(key=lambda other: not other.is_at_place_of(size))
        size.name = alike[0].name if alike else ""
        if not size.name:
            name = next(name for name in _candidates(size) if name not in taken)
            taken.add(name)
            size.name = name
    for size in sizes:
        if size not in changing:
            is_fixed = size.only is not None and not any(size.may_be(other) for other in changing)
            size.name = size.only if is_fixed and size.only is not None else ANY_SIZE


def _candidates(size: _Size) -> Iterator[str]:
    """What people call it: by its place, then with its owner's name, then counted."""
    first = "batch" if size.axis == 0 and size.rank > 1 else "length"
    if size.rank == 4 and size.axis > 1:
        first = "height" if size.axis == 2 else "width"
    yield first
    owner = "".join(char for char in size.owner if char.isascii() and (char.isalnum() or char == "_"))
    if owner and not owner[0].isdecimal():
        yield f"{owner[:30]}_{first}"
    number = 2
    while True:
        yield f"{first}{number}"
        number += 1


def _spelled(value: Any) -> Any:
    if isinstance(value, _Size):
        return value.name
    if isinstance(value, dict):
        return {key: _spelled(each) for key, each in value.items()}
    return [_spelled(each) for each in value] if isinstance(value, list) else value
