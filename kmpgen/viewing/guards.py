"""What metadata says of the tensors of a method's arguments, as a check that runs before the method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

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
    """The Kotlin expression: a Tensor, or Lists and Maps of them; null where there is none."""
    path: tuple[str, ...]
    """What it is called in messages; after the first, what comes after the index of each List or Dict on the way."""
    info: ValueInfo

    @property
    def expected(self) -> layout.Call:
        dtype, shape = self.info.dtype, self.info.shape
        sizes = tuple(str(size) if isinstance(size, int) else naming.kotlin_string(size) for size in shape or ())
        listed = layout.Call("listOf", sizes) if sizes else "emptyList()"
        kind = f"DType.{dtype.upper()}" if dtype in _DTYPES else "null"
        named = max(at for at, step in enumerate(self.path) if step)
        called, *steps = map(naming.kotlin_string, self.path[: named + 1])
        return layout.Call("TensorGuard", (called, kind, "null" if shape is None else listed, *steps))


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
        for found in self._inside(argument.type, info, naming.identifier(name), "", has_null=has_null):
            yield replace(found, path=(name + found.path[0], *found.path[1:]))

    def _inside(self, type_: ir.Type, info: ValueInfo, value: str, scope: str, *, has_null: bool) -> Iterator[_Guarded]:
        """What ``value``, an expression, has to be; a path begins at it. ``has_null``: whether it may be null."""
        dot = "?." if has_null else "."
        match type_:
            case ir.Optional(element):
                yield from self._inside(element, info, value, scope, has_null=True)
            case ir.Tuple() | ir.NamedTuple():
                result = self._classes.find(type_, scope)
                for item, (_, said) in zip(result.properties, parts(type_, info), strict=True):
                    inner = f"{value}{dot}{naming.identifier(item.name)}"
                    for found in self._inside(item.type, said, inner, result.inner_scope, has_null=has_null):
                        yield _at(f".{item.name}", found)
            case ir.List(element) if info.items:
                for found in self._inside(element, info.items, "it", scope, has_null=False):
                    yield _of_each(value, f"{dot}map", "it", found)
            case ir.Dict():
                yield from self._values(type_, info, value, scope, has_null=has_null)
            case ir.TENSOR if info.dtype in _DTYPES or info.shape is not None:
                yield _Guarded(value, ("",), info)

    def _values(self, type_: ir.Dict, info: ValueInfo, value: str, scope: str, *, has_null: bool) -> Iterator[_Guarded]:
        dot = "?." if has_null else "."
        keys = {name: _key(type_.key, name) for name in info.entries}
        for name, said in info.entries.items():
            inner = f"{value}?.get({keys[name]})" if has_null else f"{value}[{keys[name]}]"
            for found in self._inside(type_.value, said, inner, scope, has_null=True):
                yield _at(f"[{name}]", found)
        others = f"{value}{dot}minus(setOf({', '.join(keys.values())}))" if keys else value
        for found in self._inside(type_.value, info.items or ValueInfo(), "it.value", scope, has_null=False):
            yield _of_each(others, f"{dot}mapValues", "it.value", found)


def _at(step: str, found: _Guarded) -> _Guarded:
    """With a step of the path before it."""
    return replace(found, path=(step + found.path[0], *found.path[1:]))


def _of_each(value: str, function: str, element: str, found: _Guarded) -> _Guarded:
    """What is ``found`` of each ``element``, of all of a container."""
    all_of_it = value if found.value == element else f"{value}{function} {{ {found.value} }}"
    return replace(found, value=all_of_it, path=("", *found.path))


def _key(type_: ir.Type, name: str) -> str:
    """A key of a Dict as a Kotlin literal."""
    if type_ == ir.STR:
        return naming.kotlin_string(name)
    literal = naming.kotlin_long(int(name))
    return literal if literal.startswith("Long.") else f"{literal}L"
