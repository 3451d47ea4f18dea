"""The one table of types: what each TorchScript type is in Kotlin, and how a value of it crosses.

`{}` in ``read`` stands for an ``IValue`` expression, in ``write`` for a Kotlin value's.
"""

from __future__ import annotations

from dataclasses import dataclass

from kmpgen import ir
from kmpgen.viewing.layout import Call, Expr


@dataclass(frozen=True)
class Row:
    """A type whose values cross by one call of the runtime."""

    kotlin: str
    read: str
    write: str
    takes_null: bool = True


SCALARS: dict[ir.Type, Row] = {
    ir.TENSOR: Row("Tensor", "{}.toTensor()", "IValue.from({})"),
    ir.INT: Row("Long", "{}.toLong()", "IValue.from({})"),
    ir.FLOAT: Row("Double", "{}.toDouble()", "IValue.from({})"),
    ir.BOOL: Row("Boolean", "{}.toBool()", "IValue.from({})"),
    ir.STR: Row("String", "{}.toStr()", "IValue.from({})"),
}

# The runtime's objects for the types of a signature.
SCALAR_TYPES: dict[ir.Type, str] = {
    ir.TENSOR: "Tensor",
    ir.INT: "Int",
    ir.FLOAT: "Float",
    ir.BOOL: "Bool",
    ir.STR: "Str",
    ir.NONE: "None",
}

UNBOXED_LISTS: dict[ir.Type, Row] = {
    ir.INT: Row("LongArray", "{}.toLongList()", "IValue.listFrom(*{})", takes_null=False),
    ir.FLOAT: Row("DoubleArray", "{}.toDoubleList()", "IValue.listFrom(*{})", takes_null=False),
    ir.BOOL: Row("BooleanArray", "{}.toBoolList()", "IValue.listFrom(*{})", takes_null=False),
}


@dataclass(frozen=True)
class MapRow:
    """A Dict by its key: the Kotlin key, the runtime's two calls, and the word that names a conversion of it."""

    kotlin_key: str
    read: str
    write: str
    word: str


# Dict key types, and the runtime's names for maps of them.
MAPS: dict[ir.Type, MapRow] = {
    ir.STR: MapRow("String", "toDictStringKey", "dictStringKeyFrom", "Map"),
    ir.INT: MapRow("Long", "toDictLongKey", "dictLongKeyFrom", "LongMap"),
}


def row(type_: ir.Type) -> Row | None:
    """The row of a type that crosses by one call; None for what is made of other types."""
    if isinstance(type_, ir.List):
        return UNBOXED_LISTS.get(type_.element)
    return SCALARS.get(type_)


@dataclass(frozen=True)
class Problem:
    """Why a type has no place in the table."""

    message: str
    hint: str


def problem(type_: ir.Type, *, result: bool = False) -> Problem | None:
    """What keeps ``type_`` from being expressed, the innermost cause; None where nothing does."""
    match type_:
        case ir.Scalar("NoneType"):
            return None if result else Problem("NoneType carries no value", "leave it out, or use Optional of a type")
        case ir.Scalar():
            return None
        case ir.Optional(element) | ir.List(element):
            return problem(element)
        case ir.Dict(key, value):
            return problem(value) if key in MAPS else Problem(f"a Dict can't have {key} keys", "use str or int keys")
        case ir.Tuple(()):
            return Problem("Tuple[()] carries no value", "return None instead")
        case ir.Tuple(elements):
            return next(filter(None, map(problem, elements)), None)
        case ir.NamedTuple(fields=fields):
            return next(filter(None, (problem(field) for _, field in fields)), None)
        case _:
            return Problem(f"{type_} has no place in the type table", _hint(str(type_)))


def _hint(spelling: str) -> str:
    if spelling == "complex":
        return "pass the real and the imaginary part, as floats or as a Tensor (torch.view_as_real)"
    if spelling == "Any" or spelling.startswith(("Union[", "number")):
        return "write one method for each type, or use Optional, a NamedTuple or a Dict"
    if spelling == "Device":
        return "the lite runtimes run on the CPU: leave the device out of the exported method"
    if spelling.startswith(("Future[", "Await[", "RRef[")):
        return "wait for the value inside the exported method"
    if spelling.startswith("__torch__."):
        return "pass an int or str for an Enum, a NamedTuple for a class"
    return "change the exported method to use types of the table in the README"


ANDROID_DTYPES = frozenset({"uint8", "int8", "int32", "int64", "float32", "float64"})
"""Those that Tensors of Android's API carry: the emitted DType says the same."""


def android_limit(type_: ir.Type) -> str | None:
    """What of an argument's type the Android API can't pass, as a phrase; None where it can pass all.

    Its lists and dicts take their element type from their first element, which is never Optional, and Tensor where
    there is none; its tuples have no names.
    """
    match type_:
        case ir.List(element) if element in UNBOXED_LISTS or element == ir.TENSOR:
            return None
        case ir.List(element) | ir.Dict(_, element):
            if holds_optional(element):
                return f"a {type_}"
            return android_limit(element) or (None if element == ir.TENSOR else f"an empty {type_}")
        case ir.Optional(element):
            return android_limit(element)
        case ir.Tuple(elements):
            return next(filter(None, map(android_limit, elements)), None)
        case ir.NamedTuple():
            return f"the NamedTuple {type_.name}"
        case _:
            return None


def holds_optional(type_: ir.Type) -> bool:
    """Whether None may stand anywhere inside; a NamedTuple, which Android refuses anyway, is not looked into."""
    match type_:
        case ir.Optional():
            return True
        case ir.List(element) | ir.Dict(_, element):
            return holds_optional(element)
        case ir.Tuple(elements):
            return any(map(holds_optional, elements))
        case _:
            return False


def contains_tensor(type_: ir.Type) -> bool:
    return ir.TENSOR in ir.within(type_)


def torch_type(type_: ir.Type) -> Expr:
    """The Kotlin expression of a type in a method's signature."""
    match type_:
        case ir.Optional(element):
            return Call("TorchType.Optional", (torch_type(element),))
        case ir.List(element):
            return Call("TorchType.List", (torch_type(element),))
        case ir.Dict(key, value):
            return Call("TorchType.Dict", (torch_type(key), torch_type(value)))
        case ir.Tuple(elements):
            return Call("TorchType.Tuple", tuple(map(torch_type, elements)))
        case ir.NamedTuple(fields=fields):
            return Call("TorchType.NamedTuple", (f'"{type_.name}"', *(torch_type(field) for _, field in fields)))
        case _:
            return f"TorchType.{SCALAR_TYPES[type_]}"
