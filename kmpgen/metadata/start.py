"""`kmpgen init --metadata`: a file to describe a model in, with all its methods and what a recording shows of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kmpgen import ir
from kmpgen.config import SIDECAR_SUFFIX
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.metadata import schema
from kmpgen.metadata.check import NAME
from kmpgen.metadata.observed import observed
from kmpgen.reading.torchscript import read_model
from kmpgen.recording import parity
from kmpgen.recording.recorded import read_recorded
from kmpgen.settings.settingchecks import CLASS_NAME
from kmpgen.viewing import naming

Json = dict[str, Any]

HEAD = """\
#:schema ./{schema}
#
# What the types of {file} do not say. `kmpgen build` and `kmpgen inspect` find this file beside it.
# What is commented out is {shown}an example: keep what is so, and drop the rest.
# Tensors also take image, labels, labels_file, minimum, maximum and unit: see docs/metadata.md of kmpgen.

#name = "{class_name}"
#version = "1.0.0"
#author = "Acme"
#license = "CC-BY-4.0"
#description = "What the model is for."
"""


def start_for(path: Path) -> list[Path]:
    """Writes `MODEL.kmpgen.toml` beside the model, and the schema that editors take, and returns their paths.

    Raises KmpgenError for a model or a recording that can't be read, and KMP610 where the first is there already;
    nothing is overwritten then.
    """
    model = read_model(path)
    recorded = read_recorded(path, model)
    file = path.with_suffix(SIDECAR_SUFFIX)
    if file.exists() or file.is_symlink():
        hint = "edit it, or move it away first"
        raise KmpgenError(Diagnostic("KMP610", "the file is there already", hint, Where(str(file))))
    with file.open("x", encoding="utf-8", newline="\n") as opened:
        opened.write(text(model, recorded.content.cases if recorded else {}))
    shipped = path.with_name(schema.FILE)
    shipped.write_bytes(schema.SHIPPED.read_bytes())
    return [file, shipped]


def text(model: ir.Model, cases: Mapping[str, Sequence[parity.Case]]) -> str:
    """TOML in which nothing is set. ``cases`` are recorded examples by method."""
    shown = "what the recorded examples show, or" if any(cases.values()) else ""
    names = {"schema": schema.FILE, "file": naming.comment(model.file), "class_name": model.class_name}
    parts = [HEAD.format(shown=shown and f"{shown} ", **names)]
    public = [method for method in model.methods if not method.name.startswith("_")]
    parts += ["\n".join(_method(method, cases.get(method.name, ()))) + "\n" for method in public]
    return "\n".join(parts)


def _method(method: ir.Method, cases: Sequence[parity.Case]) -> Iterator[str]:
    header, seen = f"methods.{_key(method.name)}", observed(method, cases)
    yield f"#[{header}]"
    yield '#description = "What it does."'
    for argument in method.arguments:
        said = seen.get("arguments", {}).get(argument.name, {})
        called = naming.capped(naming.pascal_case(f"{method.name}_{argument.name}"))
        place = _Place(f"{header}.arguments.{_key(argument.name)}", called, bool(cases))
        yield from _value(place, argument.type, said, naming.camel_case(argument.name))
    place = _Place(f"{header}.result", naming.capped(naming.pascal_case(f"{method.name}_result")), bool(cases))
    yield from _value(place, method.returns, seen.get("result", {}))


@dataclass(frozen=True)
class _Place:
    """A table, and what the class of a tuple there may be called."""

    header: str
    class_name: str
    is_recorded: bool
    """Whether there are examples: what they don't show is not so."""

    def below(self, *keys: str) -> _Place:
        called = naming.capped(self.class_name + naming.pascal_case(keys[0]))
        return replace(self, header=".".join([self.header, *keys]), class_name=called)


def _value(place: _Place, type_: ir.Type, seen: Json, name: str = "") -> Iterator[str]:
    """One table, and those below it. ``name`` is what Kotlin would call it, where it has a name there."""
    if type_ == ir.NONE:
        return
    yield ""
    yield f"#[{place.header}]  # {re.sub(r'__torch__[.](?:[^][, ]*[.])?', '', str(type_))}"
    if name and not NAME.problem(name):
        yield f"#name = {_quoted(name)}"
    yield '#description = "What it is."'
    while isinstance(type_, ir.Optional):
        type_ = type_.element
    match type_:
        case ir.Scalar("Tensor"):
            shown = seen if place.is_recorded else {"dtype": "float32", "shape": ["batch", 3]}
            yield from (f"#{key} = {_toml(shown[key])}" for key in ("dtype", "shape") if key in shown)
        case ir.Scalar("int") | ir.Scalar("float"):
            yield "#minimum = 0"
            yield "#maximum = 1"
        case ir.Tuple(elements):
            names = [f"{{ name = {_quoted(naming.ordinal(index))} }}" for index in range(len(elements))]
            if not CLASS_NAME.problem(place.class_name):
                yield f"#class = {_quoted(place.class_name)}"
            yield f"#elements = [{', '.join(names)}]"
        case _:
            yield from _parts(place, type_, seen)


def _parts(place: _Place, type_: ir.Type, seen: Json) -> Iterator[str]:
    match type_:
        case ir.NamedTuple(fields=fields):
            for name, field in fields:
                said = seen.get("fields", {}).get(name, {})
                yield from _value(place.below("fields", _key(name)), field, said, naming.camel_case(name))
        case ir.List(element):
            yield from _value(place.below("items"), element, seen.get("items", {}))
        case ir.Dict(_, element):
            for name, said in seen.get("entries", {}).items():
                yield from _value(place.below("entries", _key(name)), element, said)
            if "entries" not in seen:
                yield from _value(place.below("items"), element, seen.get("items", {}))


def _toml(value: object) -> str:
    """A text, or a list of texts and numbers."""
    return "[" + ", ".join(map(_toml, value)) + "]" if isinstance(value, list) else _quoted(value)


def _key(name: str) -> str:
    return name if name.isascii() and name.isidentifier() else _quoted(name)


def _quoted(value: object) -> str:
    """A TOML string or number: they are written as JSON's are, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
