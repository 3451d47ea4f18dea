"""What torch itself says of model files: ``python -m tests.oracle FILE...`` prints one JSON object, a key a file.

It runs in a process of its own: torch takes seconds to import, and some models end it by a segmentation fault.
"""

from __future__ import annotations

import json
import math
import sys
import warnings
from pathlib import Path
from typing import Any

import torch
from torch.jit.mobile import _export_operator_list, _load_for_lite_interpreter


def describe(path: Path, module: Any = None) -> dict[str, Any]:
    """`path` as `kmpgen inspect --json` would have it, but from torch; `module` stands in for a file that torch cannot
    load again (it has trouble with non-ASCII names). ``lite_error`` says why the lite loader refuses the file.
    NamedTuples have types without names: torch does not tell these."""
    try:
        module = _load(path)
    except UnicodeDecodeError:
        if module is None:
            raise
    schemas = [module._c._get_method(name).schema for name in module._c._method_names()]
    described: dict[str, Any] = {
        "class": module._c._type().name().rpartition(".")[2],
        "methods": methods(module),
        "parameters": _weights(module._c),
        "named_tuples": _named_tuples(schemas),
    }
    try:
        lite = _load_for_lite_interpreter(str(path))
    except RuntimeError as error:
        described["lite_error"] = str(error).strip().splitlines()[0]
        return described
    described["lite_error"] = None
    described["operators"] = sorted(_export_operator_list(lite))
    return described


def methods(module: Any) -> list[dict[str, Any]]:
    """The methods of a scripted module, in the shape of ``inspect --json``."""
    return [_method(module._c._get_method(name).schema) for name in module._c._method_names()]


def _load(path: Path) -> Any:
    if path.read_bytes()[4:8] == b"PTMF":
        return torch.jit.jit_module_from_flatbuffer(str(path))
    return torch.jit.load(str(path), map_location="cpu")


def _named_tuples(schemas: list[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    waiting = [argument.type for schema in schemas for argument in (*schema.arguments[1:], *schema.returns)]
    while waiting:
        kind = waiting.pop()
        waiting += kind.containedTypes()
        if kind.kind() == "TupleType" and kind.annotation_str.startswith("__torch__."):
            found[kind.annotation_str] = [element.annotation_str for element in kind.elements()]
    return found


def _weights(module: Any) -> dict[str, int]:
    parameters = {p.data_ptr(): p for p in _parameters(module)}.values()
    return {
        "count": sum(p.numel() for p in parameters),
        "bytes": sum(p.numel() * p.element_size() for p in parameters),
    }


def _parameters(module: Any) -> list[torch.Tensor]:
    return [p for _, p in torch._C.ParameterDict(module).items()] + [
        p for _, child in torch._C.ModuleDict(module).items() for p in _parameters(child)
    ]


def _method(schema: Any) -> dict[str, Any]:
    arguments = []
    for argument in schema.arguments[1:]:
        described: dict[str, Any] = {"name": argument.name, "type": argument.type.annotation_str}
        if argument.has_default_value():
            described["default"] = _default(argument.default_value)
        arguments.append(described)
    return {"name": schema.name, "arguments": arguments, "returns": schema.returns[0].type.annotation_str}


def _default(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        data = value.contiguous()
        size = data.numel() * data.element_size()
        raw = bytes(data.flatten().view(torch.uint8).tolist()) if size else b""
        shape = {"dtype": str(value.dtype).removeprefix("torch."), "shape": list(value.shape)}
        return {"tensor": shape, "data": raw.hex()}
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}
    if isinstance(value, (list, tuple)):
        return [_default(item) for item in value]
    if isinstance(value, dict):
        return {key: _default(item) for key, item in value.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return {"unsupported": str(value)}


def main() -> None:
    warnings.simplefilter("ignore")
    found = {}
    for name in sys.argv[1:]:
        try:
            found[name] = describe(Path(name))
        except (RuntimeError, UnicodeDecodeError) as error:
            found[name] = {"error": str(error).strip().splitlines()[0]}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
