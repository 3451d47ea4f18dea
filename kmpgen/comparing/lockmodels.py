"""Models as a lock keeps them, without their files: the API in the model's vocabulary, and the Kotlin made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kmpgen import ir
from kmpgen.comparing.surface import Facade, read_facade
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.reading.annotations import TypeReader
from kmpgen.reading.unreadable import Unreadable
from kmpgen.writing.lockfile import Lock
from kmpgen.writing.places import shown


@dataclass(frozen=True)
class Known:
    """A model, and the facade that was emitted for it."""

    model: ir.Model
    facade: Facade
    says: Mapping[str, str] = field(default_factory=dict)
    """What its metadata says of each value (see `metadata.contract`)."""


NAMES: tuple[Callable[[Known], str], ...] = (
    lambda each: each.facade.name,
    lambda each: each.model.class_name,
    lambda each: each.model.file,
)
"""What a model is known by in another version of its library, the strongest first."""


@dataclass(frozen=True)
class KnownLibrary:
    """What a lock says of a library; ``models`` in their order. ``runtime`` is the package that the runtime is in.

    ``checks_api``: its facades refuse files of other signatures.
    """

    name: str
    package: str
    version: str
    runtime: str
    models: tuple[Known, ...]
    checks_api: bool = True


def read_library(lock: Lock) -> KnownLibrary:
    """Raises KmpgenError: KMP702 for a lock of a kmpgen that kept less, KMP303 for a damaged one."""
    where = Where(shown(lock.path))
    models = lock.content.get("models")
    if "library" not in lock.content or not isinstance(models, list):
        message = "this lock is of an older kmpgen, which did not keep the Kotlin API in it"
        hint = "build the library again, from the model it was built from, with this kmpgen"
        raise KmpgenError(Diagnostic("KMP702", message, hint, where))
    try:
        library = lock.content["library"]
        name, package, version = (_text(library[key]) for key in ("name", "package", "version"))
        known = tuple(Known(_model(each), read_facade(each["kotlin"], each["kept"]), _says(each)) for each in models)
        runtime = _text(lock.content["runtime"]["package"]) if "runtime" in lock.content else package
        return KnownLibrary(name, package, version, runtime, known, bool(lock.content.get("check_api", True)))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, Unreadable) as error:
        hint = "restore it from version control, or build into another folder"
        raise KmpgenError(Diagnostic("KMP303", "the lock can't be read", hint, where)) from error


_FORMATS: dict[str, ir.Format] = {"lite": "lite", "torchscript": "torchscript", "lite-flatbuffer": "lite-flatbuffer"}


def _model(said: Mapping[str, Any]) -> ir.Model:
    fields = {
        name: [(_text(field["name"]), _text(field["type"])) for field in listed]
        for name, listed in said["named_tuples"].items()
    }
    types = TypeReader(fields.get)
    parameters = said["parameters"]
    return ir.Model(
        file=_text(said["file"]),
        format=_FORMATS[said["format"]],
        class_name=_text(said["class"]),
        bytecode_version=None if said["bytecode_version"] is None else int(said["bytecode_version"]),
        methods=tuple(_method(method, types) for method in said["methods"]),
        operators=None if said["operators"] is None else tuple(map(_text, said["operators"])),
        parameters=ir.Parameters(int(parameters["count"]), int(parameters["bytes"])),
        extra_files=tuple(map(_text, said["extra_files"])),
        fingerprint=_text(said["fingerprint"]),
    )


def _says(said: Mapping[str, Any]) -> Mapping[str, str]:
    return {_text(place): _text(text) for place, text in said.get("metadata", {}).get("says", {}).items()}


def _method(said: Mapping[str, Any], types: TypeReader) -> ir.Method:
    arguments = []
    for argument in said["arguments"]:
        type_ = types.read(_text(argument["type"]))
        default = ir.Default(_value(type_, argument["default"])) if "default" in argument else None
        arguments.append(ir.Argument(_text(argument["name"]), type_, default))
    return ir.Method(_text(said["name"]), tuple(arguments), types.read(_text(said["returns"])))


def _value(type_: ir.Type, said: Any) -> object:
    """A default as `inspect.default_json` wrote it; the data of Tensors is not kept."""
    match type_, said:
        case ir.Optional(element), _:
            return None if said is None else _value(element, said)
        case _, {"unsupported": str(text)} if len(said) == 1 and not isinstance(type_, ir.Dict):
            return ir.Unsupported(text)
        case ir.Scalar("Tensor"), {"tensor": {"dtype": str(dtype), "shape": list(shape)}}:
            return ir.TensorValue(dtype, tuple(map(int, shape)))
        case ir.Scalar("float"), {"float": str(text)}:
            return float(text)
        case ir.List(element), list():
            return [_value(element, each) for each in said]
        case ir.Tuple(elements), list():
            return tuple(_value(element, each) for element, each in zip(elements, said, strict=True))
        case ir.NamedTuple(fields=fields), list():
            return tuple(_value(element, each) for (_, element), each in zip(fields, said, strict=True))
        case ir.Dict(ir.Scalar("int") as key, element), {"dict": list(pairs)}:
            return {_value(key, name): _value(element, each) for name, each in pairs}
        case ir.Dict(_, element), dict():
            return {name: _value(element, each) for name, each in said.items()}
    return said


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
