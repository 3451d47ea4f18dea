"""Values between Python's torch and a recording, and how far Python can hand them to the lite interpreter.

For the processes that run torch alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kmpgen import ir
from kmpgen.recording import parity
from kmpgen.recording.examples import Mismatch


class OutOfReach(Exception):
    """Python has no form for what the lite interpreter answers."""


def reached(call: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return call(*arguments)
    except TypeError as error:  # the binding's: a model raises others
        raise OutOfReach from error


def tells_type(value: parity.Value, type_: ir.Type) -> bool:
    """Whether torch, looking at the Python value alone, sees the type that the method wants."""
    match type_:
        case ir.Optional(element):
            return value is None or tells_type(value, element)
        case ir.List(element) if isinstance(value, parity.ScalarList):
            return bool(value.values)
        case ir.List(element) if isinstance(value, list):
            return bool(value) and _sure(element) and all(tells_type(item, element) for item in value)
        case ir.Dict(_, element) if isinstance(value, parity.StrDict | parity.IntDict):
            return bool(value.items) and _sure(element) and all(tells_type(item, element) for _, item in value.items)
        case ir.Tuple(elements) if isinstance(value, tuple):
            return all(map(tells_type, value, elements))
        case ir.NamedTuple():
            return False
        case _:
            return True


def _sure(type_: ir.Type) -> bool:
    """Whether values of the type never look like those of another: None looks like NoneType."""
    return not any(isinstance(part, ir.Optional | ir.NamedTuple) for part in ir.within(type_))


def read_tensor(value: object) -> parity.Tensor | None:
    import torch

    if not isinstance(value, torch.Tensor):
        return None
    dtype = str(value.dtype).removeprefix("torch.")
    if dtype not in parity.DTYPES or value.layout != torch.strided or value.is_quantized:
        kind = dtype if value.layout == torch.strided else str(value.layout).removeprefix("torch.")
        raise Mismatch(f"no platform carries {kind} tensors: cast inside the exported module")
    plain = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
    data = plain.reshape(-1).view(torch.uint8).numpy().tobytes() if plain.numel() else b""
    return parity.Tensor(dtype, tuple(plain.shape), data)


def to_python(value: parity.Value) -> Any:
    """The value as torch takes it from Python, sharing no memory with the recorded one."""
    import torch

    match value:
        case parity.Tensor(dtype, shape, data):
            kind = getattr(torch, dtype)
            return (torch.frombuffer(bytearray(data), dtype=kind) if data else torch.empty(0, dtype=kind)).reshape(
                shape
            )
        case parity.ScalarList(values=values):
            return list(values)
        case parity.StrDict(items) | parity.IntDict(items):
            return {name: to_python(item) for name, item in items}
        case list():
            return [to_python(item) for item in value]
        case tuple():
            return tuple(to_python(item) for item in value)
        case _:
            return value


def first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]
