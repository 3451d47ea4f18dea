"""What `kmpgen inspect` shows of a model: as data in the documented JSON shape, or as text for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kmpgen import ir
from kmpgen.printable import printable

if TYPE_CHECKING:
    from kmpgen.metadata.data import Metadata


def describe(model: ir.Model) -> dict[str, object]:
    """`model` as JSON-able data, in the shape that ``inspect --json`` promises."""
    return {
        "format": model.format,
        "class": model.class_name,
        "bytecode_version": model.bytecode_version,
        "methods": [_method(method) for method in model.methods],
        "operators": None if model.operators is None else list(model.operators),
        "parameters": {"count": model.parameters.count, "bytes": model.parameters.bytes},
        "extra_files": list(model.extra_files),
        "named_tuples": _named_tuples(model),
        "refusals": [
            {"method": refusal.method, "message": refusal.message, "hint": refusal.hint} for refusal in model.refusals
        ],
        **({"metadata": _metadata(model.metadata)} if model.metadata else {}),
    }


def _metadata(metadata: Metadata) -> object:
    """In the shape of `kmpgen.json`."""
    from kmpgen.metadata.plain import to_plain

    return to_plain(metadata)


def default_json(value: object) -> object:
    """A default value as JSON has it: tuples are lists; what JSON lacks is a dict of one key that names it."""
    match value:
        case float() if not math.isfinite(value):
            return {"float": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}
        case ir.TensorValue():
            return {"tensor": {"dtype": value.dtype, "shape": list(value.shape)}}
        case ir.Unsupported():
            return {"unsupported": value.text}
        case list() | tuple():
            return [default_json(item) for item in value]
        case dict():
            if all(isinstance(key, str) for key in value):
                return {key: default_json(item) for key, item in value.items()}
            return {"dict": [[default_json(key), default_json(item)] for key, item in value.items()]}
    return value


def render_text(model: ir.Model) -> str:
    """`model` for a person at a terminal; nothing of the file reaches it unescaped. Ends with a newline."""
    lines = [f"{printable(model.file)}: {FORMATS[model.format]}{_version(model)}", f"class {model.class_name}", ""]
    lines += [signature(method) for method in model.methods] or ["(no methods)"]
    lines += _tuple_lines(model)
    count, size = model.parameters.count, model.parameters.bytes
    lines += ["", f"parameters: {count:,} ({size:,} bytes)"]
    if model.operators is not None:
        lines.append(f"operators:  {len(model.operators)}")
        lines += [f"  {printable(operator)}" for operator in model.operators]
    if model.extra_files:
        lines.append("extra files:")
        lines += [f"  {printable(name)}" for name in model.extra_files]
    if model.metadata:
        from kmpgen.metadata.show import lines as metadata_lines

        lines += ["", *metadata_lines(model.metadata)]
    for refusal in model.refusals:
        place = f"{refusal.method}: " if refusal.method else ""
        lines += ["", f"the lite loader will refuse it: {printable(place + refusal.message)}", f"  {refusal.hint}"]
    return "\n".join(lines) + "\n"


FORMATS = {
    "lite": "TorchScript for the lite interpreter",
    "torchscript": "full TorchScript (phones need the lite form)",
    "lite-flatbuffer": "TorchScript for the lite interpreter, as a flatbuffer",
}


def _version(model: ir.Model) -> str:
    return "" if model.bytecode_version is None else f", bytecode version {model.bytecode_version}"


def _method(method: ir.Method) -> dict[str, object]:
    arguments = []
    for argument in method.arguments:
        described: dict[str, object] = {"name": argument.name, "type": str(argument.type)}
        if argument.default is not None:
            described["default"] = default_json(argument.default.value)
        arguments.append(described)
    return {"name": method.name, "arguments": arguments, "returns": str(method.returns)}


def _named_tuples(model: ir.Model) -> dict[str, object]:
    """Fields of every NamedTuple in a signature, nested ones too, by qualified name and sorted by it."""
    found = {part.qualified_name: part for part in model.types if isinstance(part, ir.NamedTuple)}
    return {name: [{"name": field, "type": str(kind)} for field, kind in found[name].fields] for name in sorted(found)}


def signature(method: ir.Method) -> str:
    arguments = []
    for argument in method.arguments:
        default = "" if argument.default is None else f" = {_literal(argument.default.value)}"
        arguments.append(f"{argument.name}: {argument.type}{default}")
    line = f"{method.name}({', '.join(arguments)}) -> {method.returns}"
    if len(line) <= 100:
        return line
    return "\n".join([f"{method.name}(", *(f"    {argument}," for argument in arguments), f") -> {method.returns}"])


def _literal(value: object) -> str:
    if isinstance(value, ir.TensorValue):
        return f"Tensor({value.dtype}, shape {list(value.shape)})"
    if isinstance(value, ir.Unsupported):
        return printable(value.text)
    if isinstance(value, str):
        shown = value if len(value) <= 80 else value[:80] + "..."
        return '"' + printable(shown.replace("\\", "\\\\").replace('"', '\\"')) + '"'
    text = repr(value)
    return printable(text if len(text) <= 100 else text[:100] + "...")


def _tuple_lines(model: ir.Model) -> list[str]:
    lines: list[str] = []
    for name, fields in _named_tuples(model).items():
        lines += ["", f"NamedTuple {name}"]
        assert isinstance(fields, list)
        lines += [f"    {field['name']}: {field['type']}" for field in fields]
    return lines
