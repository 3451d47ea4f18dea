"""The model's API in the model's own vocabulary: plain frozen data, no file format, no target language.

A reader (``torchscript`` today) makes a `Model`; everything after it works from this alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # most models have none, and are spared the import
    from kmpgen.metadata.data import Metadata

Format = Literal["lite", "torchscript", "lite-flatbuffer"]


class Type:
    """A TorchScript type. ``str()`` spells it as TorchScript annotations do: ``Optional[List[int]]``."""


@dataclass(frozen=True)
class Scalar(Type):
    """``Tensor``, ``int``, ``float``, ``bool``, ``str`` or ``NoneType``."""

    name: Literal["Tensor", "int", "float", "bool", "str", "NoneType"]

    def __str__(self) -> str:
        return self.name


TENSOR = Scalar("Tensor")
INT = Scalar("int")
FLOAT = Scalar("float")
BOOL = Scalar("bool")
STR = Scalar("str")
NONE = Scalar("NoneType")


@dataclass(frozen=True)
class Optional(Type):
    element: Type

    def __str__(self) -> str:
        return f"Optional[{self.element}]"


@dataclass(frozen=True)
class List(Type):
    element: Type

    def __str__(self) -> str:
        return f"List[{self.element}]"


@dataclass(frozen=True)
class Dict(Type):
    key: Type
    value: Type

    def __str__(self) -> str:
        return f"Dict[{self.key}, {self.value}]"


@dataclass(frozen=True)
class Tuple(Type):
    """An unnamed tuple; ``Tuple[()]`` has no elements."""

    elements: tuple[Type, ...]

    def __str__(self) -> str:
        return f"Tuple[{', '.join(map(str, self.elements)) or '()'}]"


@dataclass(frozen=True)
class NamedTuple(Type):
    """A NamedTuple of the model; ``qualified_name`` as in the file: ``__torch__.pkg.mod.Name``, mangling included."""

    qualified_name: str
    fields: tuple[tuple[str, Type], ...]

    def __str__(self) -> str:
        return self.qualified_name

    @property
    def name(self) -> str:
        """The class's own short name."""
        return self.qualified_name.rpartition(".")[2]


@dataclass(frozen=True)
class Other(Type):
    """A type without a place in the type table (``complex``, ``Device``, ``Union[int, str]``, a class), as spelled."""

    spelling: str

    def __str__(self) -> str:
        return self.spelling


def within(type_: Type) -> Iterator[Type]:
    """The type and all that it is made of, outermost first."""
    yield type_
    parts: Iterable[Type] = ()
    match type_:
        case Optional(element) | List(element):
            parts = (element,)
        case Dict(key, value):
            parts = (key, value)
        case Tuple(elements):
            parts = elements
        case NamedTuple(fields=fields):
            parts = (field for _, field in fields)
    for part in parts:
        yield from within(part)


@dataclass(frozen=True)
class TensorValue:
    """A Tensor default. ``dtype`` is as torch names it; ``data`` is row-major little-endian, None if unread."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes | None = None


@dataclass(frozen=True)
class Unsupported:
    """A default value that has no JSON or Kotlin form (a complex number, a device, an enum member), as text."""

    text: str


@dataclass(frozen=True)
class Default:
    """A default value. ``value`` holds None, bool, int, float, str, lists, tuples and dicts of those, `TensorValue`
    or `Unsupported`."""

    value: object


@dataclass(frozen=True)
class Argument:
    name: str
    type: Type
    default: Default | None = None


@dataclass(frozen=True)
class Method:
    """One method of the model's class, ``self`` left out."""

    name: str
    arguments: tuple[Argument, ...]
    returns: Type


@dataclass(frozen=True)
class Parameters:
    """Weights: how many elements, and how many bytes they take."""

    count: int
    bytes: int
    dtypes: tuple[str, ...] = field(default=(), compare=False)
    """Of all tensors that the file stores, weights or not; sorted."""


@dataclass(frozen=True)
class Refusal:
    """Why torch's lite loader would refuse the file (or a method of it), though torch saved it."""

    message: str
    hint: str
    method: str | None = None


@dataclass(frozen=True)
class Model:
    """A model file's API. ``methods`` are all of them, in the file's order, helpers and private ones too."""

    file: str
    format: Format
    class_name: str
    bytecode_version: int | None
    methods: tuple[Method, ...]
    operators: tuple[str, ...] | None
    parameters: Parameters
    extra_files: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    native_classes: tuple[str, ...] = ()
    """Of torch itself, that it holds objects of: ``classes.quantized.LinearPackedParamsBase``."""
    fingerprint: str = field(default="", compare=False)
    """Of the model file."""
    metadata: Metadata | None = field(default=None, compare=False)

    @property
    def types(self) -> Iterator[Type]:
        """Of all arguments and results, in the file's order, with all that they are made of."""
        for method in self.methods:
            for type_ in (*(argument.type for argument in method.arguments), method.returns):
                yield from within(type_)
