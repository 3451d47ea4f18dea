"""Example values, as Python has them, checked against a method's types and made values of a recording.

torch's lite interpreter trusts its caller, so nothing reaches it that did not pass here; and no recording becomes tests
whose values do not fit. Knows nothing of torch itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kmpgen import ir
from kmpgen.printable import with_article
from kmpgen.recording import parity

# A torch.Tensor as a recording has it, None for anything else; raises `Mismatch` where its dtype has no place.
ReadTensor = Callable[[object], parity.Tensor | None]


class Mismatch(Exception):
    """A value that is not of its type; ``place`` says which part of it, "" for the whole."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place


UNCROSSED = "the result can't cross to Kotlin: "
"""How the message begins where a method answered, with what no library can hand on."""


class Encoder:
    """Makes `parity.Value` of Python values. A plain tuple is taken for a NamedTuple, an int for a float."""

    def __init__(self, read_tensor: ReadTensor) -> None:
        self._read_tensor = read_tensor

    def arguments(self, method: ir.Method, given: Sequence[object]) -> list[tuple[ir.Argument, object]]:
        """Each argument with its value, the default where ``given`` ends before it. Raises `Mismatch`."""
        wanted = method.arguments
        if len(given) > len(wanted):
            raise Mismatch(f"it has {len(given)} values, but the method takes {len(wanted)}")
        missing = [argument.name for argument in wanted[len(given) :] if argument.default is None]
        if missing:
            raise Mismatch(f"it has no value for {', '.join(missing)}")
        rest = [argument.default.value for argument in wanted[len(given) :] if argument.default]
        return list(zip(wanted, [*given, *rest], strict=True))

    def outcome(self, result: object, type_: ir.Type) -> parity.Answer | parity.Raised:
        """What a method of results of ``type_`` answered; Kotlin meets an exception where that can't cross."""
        try:
            return parity.Answer(self.encode(result, type_))
        except Mismatch as error:
            return parity.Raised(f"{UNCROSSED}{error.message}")

    def encode(self, value: object, type_: ir.Type, place: str = "") -> parity.Value:
        """``value`` as one of ``type_``. Raises `Mismatch`."""
        match type_:
            case ir.Optional(element):
                return None if value is None else self.encode(value, element, place)
            case ir.List(element):
                return self._list(value, type_, element, place)
            case ir.Dict(key, element):
                return self._dict(value, type_, key, element, place)
            case ir.Tuple(elements):
                return self._tuple(value, type_, elements, place)
            case ir.NamedTuple(fields=fields):
                return self._tuple(value, type_, tuple(field for _, field in fields), place)
            case _:
                return self._scalar(value, type_, place)

    def _scalar(self, value: object, type_: ir.Type, place: str) -> parity.Value:
        if type_ == ir.TENSOR:
            return self._tensor(value, place)
        if type_ == ir.FLOAT and type(value) is int:
            return float(value)
        if type(value) is not _SCALARS.get(type_):
            raise _is_no(type_, value, place)
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise Mismatch(f"{value} does not fit into 64 bits", place)
        if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
            raise Mismatch("the string holds an unpaired surrogate", place)
        assert value is None or isinstance(value, bool | int | float | str)
        return value

    def _tensor(self, value: object, place: str) -> parity.Tensor:
        if isinstance(value, ir.TensorValue):  # the model's default
            if value.data is None or value.dtype not in parity.DTYPES:
                raise Mismatch(f"its default, a {value.dtype} Tensor, could not be read: give the value", place)
            return parity.Tensor(value.dtype, value.shape, value.data)
        try:
            found = self._read_tensor(value)
        except Mismatch as error:
            raise Mismatch(error.message, place) from error
        if found is None:
            raise _is_no(ir.TENSOR, value, place)
        return found

    def _list(self, value: object, type_: ir.Type, element: ir.Type, place: str) -> parity.Value:
        if not isinstance(value, list | tuple):
            raise _is_no(type_, value, place)
        values = [self.encode(item, element, f"{place}[{index}]") for index, item in enumerate(value)]
        kind = _SCALAR_LISTS.get(element)
        if kind is None:
            return values
        return parity.ScalarList(kind, tuple(item for item in values if isinstance(item, bool | int | float)))

    def _dict(self, value: object, type_: ir.Type, key: ir.Type, element: ir.Type, place: str) -> parity.Value:
        if not isinstance(value, dict):
            raise _is_no(type_, value, place)
        items = [
            (self.encode(name, key, f"{place} key {name!r}"), self.encode(item, element, f"{place}[{name!r}]"))
            for name, item in value.items()
        ]
        if key == ir.STR:
            return parity.StrDict(tuple((name, item) for name, item in items if isinstance(name, str)))
        return parity.IntDict(tuple((name, item) for name, item in items if isinstance(name, int)))

    def _tuple(self, value: object, type_: ir.Type, elements: tuple[ir.Type, ...], place: str) -> parity.Value:
        if not isinstance(value, tuple):
            raise _is_no(type_, value, place)
        if len(value) != len(elements):
            raise Mismatch(f"the tuple has {len(value)} elements, {type_} has {len(elements)}", place)
        return tuple(
            self.encode(item, element, f"{place}[{index}]")
            for index, (item, element) in enumerate(zip(value, elements, strict=True))
        )


def _is_no(type_: ir.Type, value: object, place: str) -> Mismatch:
    return Mismatch(f"{with_article(type(value).__name__)} is no {type_}", place)


def fits(value: parity.Value, type_: ir.Type) -> bool:
    """Whether a recorded value is one of ``type_``."""
    match type_:
        case ir.Optional(element):
            return value is None or fits(value, element)
        case ir.List(element) if element in _SCALAR_LISTS:
            return isinstance(value, parity.ScalarList) and value.kind is _SCALAR_LISTS[element]
        case ir.List(element):
            return isinstance(value, list) and all(fits(item, element) for item in value)
        case ir.Dict(key, element):
            return isinstance(value, parity.StrDict if key == ir.STR else parity.IntDict) and all(
                fits(item, element) for _, item in value.items
            )
        case ir.Tuple(elements):
            return _fits_tuple(value, elements)
        case ir.NamedTuple(fields=fields):
            return _fits_tuple(value, tuple(field for _, field in fields))
        case _:
            return type(value) is _SCALARS.get(type_)


def _fits_tuple(value: parity.Value, elements: tuple[ir.Type, ...]) -> bool:
    return isinstance(value, tuple) and len(value) == len(elements) and all(map(fits, value, elements))


_SCALAR_LISTS: dict[ir.Type, type] = {ir.BOOL: bool, ir.INT: int, ir.FLOAT: float}
_SCALARS: dict[ir.Type, type] = {
    ir.TENSOR: parity.Tensor,
    ir.INT: int,
    ir.FLOAT: float,
    ir.BOOL: bool,
    ir.STR: str,
    ir.NONE: type(None),
}
