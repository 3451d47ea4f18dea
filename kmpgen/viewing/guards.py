"""What metadata says of the tensors of a method's arguments, as a check that runs before the method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kmpgen import ir
from kmpgen.metadata.data import Metadata, ValueInfo
from kmpgen.viewing import layout, naming
from kmpgen.viewing.classes import Classes
from kmpgen.viewing.described import parts

# Those that a Tensor of the emitted runtime can be of: another one can't be an argument anyway.
_DTYPES = frozenset("uint8 int8 int16 int32 int64 float16 float32 float64 bool bfloat16".split())


@dataclass(frozen=True)
class Guard:
    """The check of one method: the property that holds what is expected, and the statement that checks."""

    declaration: str
    """Of a property of the companion object, with its indent."""
    statement: str
    """In the method, indented for its body."""


@dataclass(frozen=True)
class _Guarded:
    """A tensor, or a List or Dict of tensors, in an argument."""

    value: str
    """The Kotlin expression; null where there is none."""
    called: str
    """In messages."""
    info: ValueInfo

    @property
    def expected(self) -> layout.Call:
        dtype, shape = self.info.dtype, self.info.shape
        sizes = tuple(str(size) if isinstance(size, int) else naming.kotlin_string(size) for size in shape or ())
        listed = layout.Call("listOf", sizes) if sizes else "emptyList()"
        kind = f"DType.{dtype.upper()}" if dtype in _DTYPES else "null"
        return layout.Call(
            "TensorGuard", (naming.kotlin_string(self.called), kind, "null" if shape is None else listed)
        )


class Guards:
    """Makes the guards of one model's methods."""

    def __init__(self, metadata: Metadata, classes: Classes, reserved: Iterable[str]) -> None:
        """``reserved``: names that a property of the companion object must not have."""
        self._metadata = metadata
        self._classes = classes
        self._names = naming.Namespace(reserved, "Value")

    def of(self, method: ir.Method, name: str, arguments: Mapping[str, str]) -> Guard | None:
        """The guard of a method of this ``name``, with its ``arguments``' names in Kotlin; None: nothing to check."""
        info = self._metadata.methods.get(method.name)
        found = [
            guarded
            for argument in method.arguments
            if info and argument.name in info.arguments
            for guarded in self._guarded(argument, info.arguments[argument.name], arguments[argument.name])
        ]
        if not found:
            return None
        own = self._names.claim(f"{name}Guard")
        made = layout.Call("MethodGuard", (naming.kotlin_string(name), *(each.expected for each in found)))
        head = f"private val {own} = "
        return Guard(
            declaration=f"        {head}{layout.fit(made, 8, before=len(head))}",
            statement=layout.fit(layout.Call(f"{own}.check", tuple(each.value for each in found)), 8),
        )

    def _guarded(self, argument: ir.Argument, info: ValueInfo, name: str) -> Iterator[_Guarded]:
        has_null = isinstance(argument.default and argument.default.value, ir.TensorValue)
        yield from self._inside(argument.type, info, naming.identifier(name), name, "", has_null=has_null)

    def _inside(
        self, type_: ir.Type, info: ValueInfo, value: str, called: str, scope: str, *, has_null: bool
    ) -> Iterator[_Guarded]:
        dot = "?." if has_null else "."
        match type_:
            case ir.Optional(element):
                yield from self._inside(element, info, value, called, scope, has_null=True)
            case ir.Tuple() | ir.NamedTuple():
                result = self._classes.find(type_, scope)
                for item, (_, said) in zip(result.properties, parts(type_, info), strict=True):
                    inner = f"{value}{dot}{naming.identifier(item.name)}"
                    where = f"{called}.{item.name}"
                    yield from self._inside(item.type, said, inner, where, result.inner_scope, has_null=has_null)
            case ir.Dict(key, element):
                keys = {name: _key(key, name) for name in info.entries}
                for name, said in info.entries.items():
                    inner = f"{value}?.get({keys[name]})" if has_null else f"{value}[{keys[name]}]"
                    yield from self._inside(element, said, inner, f"{called}[{name}]", scope, has_null=True)
                if rest := _innermost(type_, info):
                    others = f"{value}{dot}minus(setOf({', '.join(keys.values())}))" if keys else value
                    yield _Guarded(others, called, rest)
            case _:
                if said_of_each := _innermost(type_, info):
                    yield _Guarded(value, called, said_of_each)


def _key(type_: ir.Type, name: str) -> str:
    """A key of a Dict as a Kotlin literal."""
    if type_ == ir.STR:
        return naming.kotlin_string(name)
    literal = naming.kotlin_long(int(name))
    return literal if literal.startswith("Long.") else f"{literal}L"


def _innermost(type_: ir.Type, info: ValueInfo | None) -> ValueInfo | None:
    """What is said of the tensors of a Tensor, or of Lists and Dicts of them; None where nothing is to be checked."""
    while isinstance(type_, ir.Optional | ir.List | ir.Dict) and info:
        if not isinstance(type_, ir.Optional):
            info = info.items
        type_ = type_.value if isinstance(type_, ir.Dict) else type_.element
    if type_ != ir.TENSOR or info is None or (info.dtype not in _DTYPES and info.shape is None):
        return None
    return info
