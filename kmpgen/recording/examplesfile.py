"""A file of examples: a program of the user's, whose functions give argument tuples for the methods of their names.

For the processes that run torch alone: it runs here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kmpgen import ir
from kmpgen.errors import Diagnostic, Where
from kmpgen.printable import with_article
from kmpgen.recording import parity
from kmpgen.recording.examples import Encoder, Mismatch
from kmpgen.recording.torchvalues import first_line, read_tensor
from kmpgen.viewing import typemap

Functions = dict[str, Callable[[], Any]]


class ExamplesFile:
    """What is wrong with it gathers in ``problems``, KMP503 and KMP504."""

    def __init__(self, path: Path, problems: list[Diagnostic]) -> None:
        self._path = path
        self._encoder = Encoder(read_tensor)
        self.problems = problems

    def problem(
        self, code: str, message: str, hint: str, method: str | None = None, argument: str | None = None
    ) -> None:
        self.problems.append(Diagnostic(code, message, hint, Where(self._path.name, method, argument)))

    def functions(self) -> Functions:
        """Runs the file."""
        sys.path.insert(0, str(self._path.parent))
        namespace: dict[str, Any] = {"__name__": "examples", "__file__": str(self._path)}
        try:
            exec(compile(self._path.read_bytes(), str(self._path), "exec", dont_inherit=True), namespace)
        except (Exception, SystemExit) as error:
            self.problem("KMP503", f"the examples file fails: {_said(error, self._path)}", "mend it")
        return {name: value for name, value in namespace.items() if callable(value)}

    def rows(self, name: str, function: Callable[[], Any]) -> list[object]:
        """What the function of method ``name`` gives."""
        try:
            return list(function())
        except (Exception, SystemExit) as error:
            message = f"the function fails: {_said(error, self._path)}"
            self.problem("KMP503", message, "it yields argument tuples, or returns a list of them", name)
            return []

    def inputs(self, method: ir.Method, function: Callable[[], Any]) -> Iterator[tuple[parity.Value, ...]]:
        """The function's examples, as a recording has them."""
        if unfit := next(filter(None, (typemap.problem(argument.type) for argument in method.arguments)), None):
            self.problem("KMP504", unfit.message, "leave the function out: no library has this method", method.name)
            return
        for number, example in enumerate(self.rows(method.name, function), 1):
            encoded = self.encoded(method, number, example)
            if encoded is not None:
                yield encoded

    def encoded(self, method: ir.Method, number: int, example: object) -> tuple[parity.Value, ...] | None:
        """Example ``number``, counted from 1, as a recording has it; None where it does not fit the method."""
        hint = f"the method is {method.name}({', '.join(f'{a.name}: {a.type}' for a in method.arguments)})"
        if type(example) is not tuple:
            message = f"example {number} is {with_article(type(example).__name__)}, not a tuple of arguments"
            self.problem("KMP504", message, "a single argument is written (x,)", method.name)
            return None
        try:
            pairs = self._encoder.arguments(method, example)
        except Mismatch as error:
            self.problem("KMP504", f"example {number}: {error.message}", hint, method.name)
            return None
        values = []
        for argument, value in pairs:
            try:
                values.append(self._encoder.encode(value, argument.type))
            except Mismatch as error:
                place = f" (at {argument.name}{error.place})" if error.place else ""
                message = f"example {number}: {error.message}{place}"
                self.problem("KMP504", message, hint, method.name, argument.name)
        return tuple(values) if len(values) == len(pairs) else None


def _said(error: BaseException, file: Path) -> str:
    """An exception of the examples file in one line, with the line of the file that it comes from."""
    lines = []
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(file):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    at = f", line {lines[-1]}" if lines else ""
    return f"{type(error).__name__}: {first_line(error)}{at}"
