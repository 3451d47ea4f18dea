"""A facade's Kotlin API as data to compare: `kotlinapi`'s form, read back from a lock or taken from a view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kmpgen.comparing.kotlintypes import KotlinType, parse


@dataclass(frozen=True)
class Parameter:
    """``argument`` is its name in the model. ``default`` is Kotlin source or its hash; None: callers must pass it."""

    argument: str
    name: str
    type: KotlinType
    default: str | None = None


@dataclass(frozen=True)
class Function:
    """``method`` is its name in the model."""

    method: str
    name: str
    parameters: tuple[Parameter, ...]
    returns: KotlinType


@dataclass(frozen=True)
class Property:
    name: str
    type: KotlinType


@dataclass(frozen=True)
class Class:
    """A class that stands for the tuple ``type``. ``constructor``: callers may make instances; ``components``: it can
    be destructured; ``equality``: equal contents make equal instances."""

    name: str
    type: str
    constructor: bool
    components: bool
    equality: bool
    properties: tuple[Property, ...]


@dataclass(frozen=True)
class Entry:
    """Of an enum; ``text`` is its label as a Kotlin literal."""

    name: str
    text: str


@dataclass(frozen=True)
class Enum:
    """An enum class of labels, entries by their class numbers."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Kept:
    """An old signature that stays, hidden: the method's first ``parameters`` parameters."""

    method: str
    parameters: int


@dataclass(frozen=True)
class Facade:
    """``is_public``: else it is `internal`, and neither it nor what only it has can be named by callers."""

    name: str
    functions: tuple[Function, ...]
    classes: tuple[Class, ...]
    kept: frozenset[Kept] = frozenset()
    is_public: bool = True
    objects: tuple[Class, ...] = ()
    """What stands beside it for its metadata: classes of whose instances there is one."""
    enums: tuple[Enum, ...] = ()

    def function(self, name: str) -> Function | None:
        return next((function for function in self.functions if function.name == name), None)


def read_facade(api: Mapping[str, Any], kept: Iterable[Mapping[str, Any]] = ()) -> Facade:
    """Raises KeyError, TypeError, ValueError or AttributeError where the data has another shape."""
    return Facade(
        name=_text(api["class"]),
        functions=tuple(_function(function) for function in api["functions"]),
        classes=tuple(_class(cls) for cls in api["classes"]),
        kept=frozenset(read_kept(each) for each in kept),
        is_public=bool(api.get("public", True)),
        objects=tuple(_object(each) for each in api.get("objects", ())),
        enums=tuple(_enum(each) for each in api.get("enums", ())),
    )


def read_kept(kept: Mapping[str, Any]) -> Kept:
    """Raises KeyError, TypeError or ValueError where the data has another shape."""
    count = kept["parameters"]
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise ValueError(count)
    return Kept(_text(kept["method"]), count)


def _function(function: Mapping[str, Any]) -> Function:
    parameters = tuple(_parameter(parameter) for parameter in function["parameters"])
    return Function(_text(function["method"]), _text(function["name"]), parameters, parse(_text(function["returns"])))


def _parameter(parameter: Mapping[str, Any]) -> Parameter:
    default = _text(parameter["default"]) if "default" in parameter else None
    return Parameter(_text(parameter["argument"]), _text(parameter["name"]), parse(_text(parameter["type"])), default)


def _class(cls: Mapping[str, Any]) -> Class:
    return Class(
        name=_text(cls["name"]),
        type=_text(cls["type"]),
        constructor=bool(cls["constructor"]),
        components=bool(cls["components"]),
        equality=bool(cls["equality"]),
        properties=_properties(cls),
    )


def _object(each: Mapping[str, Any]) -> Class:
    properties = _properties(each)
    kind = ", ".join(sorted({str(item.type.name) for item in properties}))
    return Class(_text(each["name"]), kind, constructor=False, components=False, equality=False, properties=properties)


def _properties(cls: Mapping[str, Any]) -> tuple[Property, ...]:
    return tuple(Property(_text(item["name"]), parse(_text(item["type"]))) for item in cls["properties"])


def _enum(enum: Mapping[str, Any]) -> Enum:
    return Enum(_text(enum["name"]), tuple(Entry(_text(each["name"]), _text(each["text"])) for each in enum["entries"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
