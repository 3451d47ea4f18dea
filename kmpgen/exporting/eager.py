"""What the module in Python answers to the examples, to hold the saved file against.

For the process that runs torch alone.
"""

from __future__ import annotations

import copy
import inspect
import typing
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from kmpgen import ir
from kmpgen.recording import parity
from kmpgen.recording.examples import Encoder
from kmpgen.recording.torchvalues import first_line, read_tensor

SEED = 0
"""Before each method's examples, there as here: a model that draws random numbers draws the same."""

Row = tuple[tuple[Any, ...], tuple[parity.Value, ...]]
"""An example as the user gives it, and as a recording has it."""


def answers(module: Any, method: ir.Method, rows: Sequence[Row]) -> tuple[parity.Case, ...]:
    """The rows in their order, on a copy of the module: a state that one leaves, the next one finds."""
    import torch

    torch.manual_seed(SEED)
    call = _call(_copied(module), method)
    return tuple(_case(call, method, given, encoded) for given, encoded in rows)


def fresh(value: Any) -> Any:
    """An example's value for one call, which may write into it. Of a Tensor, its numbers without its graph."""
    import torch

    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    if isinstance(value, dict):
        return {key: fresh(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(fresh, value))
    return type(value)(map(fresh, value)) if type(value) in (list, tuple) else value


def _copied(module: Any) -> Any:
    try:
        return copy.deepcopy(module)
    except Exception:  # what it raises is its own affair: then its state is nobody's
        return module


def _case(
    call: Callable[..., Any], method: ir.Method, given: tuple[Any, ...], encoded: tuple[parity.Value, ...]
) -> parity.Case:
    import torch

    try:
        with torch.inference_mode():
            result = call(*fresh(given))
    except Exception as error:
        return parity.Case(encoded, parity.Raised(f"{type(error).__name__}: {first_line(error)}"))
    return parity.Case(encoded, Encoder(read_tensor).outcome(result, method.returns))


def _call(module: Any, method: ir.Method) -> Callable[..., Any]:
    """The bound method, called by position as TorchScript is; plain tuples become NamedTuples where it wants them."""
    bound = getattr(module, method.name)
    named = {}
    hints: dict[str, Any] = {}
    with suppress(TypeError, ValueError, NameError):
        named = {
            name: parameter.kind is inspect.Parameter.KEYWORD_ONLY
            for name, parameter in inspect.signature(bound).parameters.items()
        }
        hints = typing.get_type_hints(bound)

    def call(*values: Any) -> Any:
        positional, keywords = [], {}
        for argument, value in zip(method.arguments, values, strict=False):
            made = _as_named_tuple(value, hints.get(argument.name))
            if named.get(argument.name):
                keywords[argument.name] = made
            else:
                positional.append(made)
        return bound(*positional, **keywords)

    return call


def _as_named_tuple(value: Any, hint: Any) -> Any:
    if type(value) is tuple and isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields"):
        return hint(*value)
    return value
