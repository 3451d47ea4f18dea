"""Runs examples in torch: a method's in their order, on one freshly loaded module.

For the processes that run torch alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kmpgen import ir
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.recording import parity
from kmpgen.recording.examples import Encoder
from kmpgen.recording.torchvalues import OutOfReach, first_line, reached, read_tensor, tells_type, to_python


class Runner:
    """A model's file; ``tell`` hears what is about to run. What an answer can't be gathers in ``problems``."""

    def __init__(self, path: Path, model: ir.Model, tell: Callable[[str], object], problems: list[Diagnostic]) -> None:
        self._path = path
        self.model = model
        self._tell = tell
        self._encoder = Encoder(read_tensor)
        self.problems = problems

    def run_once(self, method: ir.Method, rows: Sequence[tuple[parity.Value, ...]]) -> list[parity.Case]:
        """Runs the rows in the lite interpreter, which phones have, where Python can reach it with these values.

        It learns an argument's type by looking at the value, which tells nothing of an empty list, and some NamedTuples
        in a result it can't hand to Python. The full interpreter, which calls the same operators, can do both.
        """
        types = [argument.type for argument in method.arguments]
        if all(tells_type(value, type_) for row in rows for value, type_ in zip(row, types, strict=True)):
            with suppress(OutOfReach):
                return self._run_with(self._load(method, lite=True), method, rows)
        return self._run_with(self._load(method, lite=False), method, rows)

    def _run_with(
        self, call: Callable[..., Any], method: ir.Method, rows: Sequence[tuple[parity.Value, ...]]
    ) -> list[parity.Case]:
        return [self.case(method, call, row, number) for number, row in enumerate(rows, 1)]

    def _load(self, method: ir.Method, *, lite: bool) -> Callable[..., Any]:
        """The method on a freshly loaded module."""
        import torch
        from torch.jit.mobile import _load_for_lite_interpreter

        self._tell(f"loading the model for {method.name}")
        try:
            if lite:
                module = _load_for_lite_interpreter(str(self._path))
                return lambda *arguments: reached(module.run_method, method.name, *arguments)
            # No fused kernels, so that the numbers are those of the lite interpreter.
            torch._C._jit_set_profiling_executor(False)
            torch._C._set_graph_executor_optimize(False)
            flat = self.model.format == "lite-flatbuffer"
            load = torch.jit.jit_module_from_flatbuffer if flat else torch.jit.load
            full: Callable[..., Any] = getattr(load(str(self._path)), method.name)
            return full
        except (RuntimeError, UnicodeDecodeError) as error:
            message = f"torch {torch.__version__} can't load the model: {first_line(error)}"
            raise KmpgenError(Diagnostic("KMP506", message, "", Where(self.model.file, method.name))) from error

    def case(
        self, method: ir.Method, call: Callable[..., Any], row: Sequence[parity.Value], number: int
    ) -> parity.Case:
        """Runs one example on values of its own: a model that writes into its inputs changes no recorded one."""
        import torch

        self._tell(f"running {method.name}, example {number}")
        arguments = [to_python(value) for value in row]
        try:
            with torch.inference_mode():
                result = call(*arguments)
        except OutOfReach:
            raise
        except UnicodeDecodeError:  # Python's own, of a result that a model cut in the middle of a character
            message = f"example {number}: the result holds a string that is no UTF-8"
            hint = "cut text by characters; split(' ') with its separator: without one torch cuts letters, too"
            self.problems.append(Diagnostic("KMP508", message, hint, Where(self.model.file, method.name)))
            return parity.Case(tuple(row), parity.Raised("no UTF-8"))
        except Exception as error:
            return parity.Case(tuple(row), parity.Raised(first_line(error)))
        return parity.Case(tuple(row), self._encoder.outcome(result, method.returns))
