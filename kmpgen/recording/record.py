"""Runs a model in torch and records what it answers: the pipeline behind ``kmpgen record``.

torch runs in a process of its own (``python -m kmpgen.recording.record``), which a model may end by a crash. The two
sides speak through a folder: ``request.json`` in, ``answer.json`` and ``recording`` out, and ``place`` always says what
is running.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kmpgen import ir
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.exitstatus import how_it_ended
from kmpgen.reading.torchscript import read_model
from kmpgen.recording import parity
from kmpgen.recording.examples import Encoder, Mismatch
from kmpgen.viewing import typemap

# Between builds of torch and kinds of processor the last bits differ. Bools, strings and ints are compared exactly.
TOLERANCES = {
    "float16": parity.Tolerance(1e-2, 1e-3),
    "bfloat16": parity.Tolerance(2e-2, 1e-2),
    "float32": parity.Tolerance(1e-4, 1e-5),
    "float64": parity.Tolerance(1e-7, 1e-8),
}


@dataclass(frozen=True)
class Recorded:
    """What ``record`` has to tell: the file's bytes, cases by method, and the methods that examples.py leaves out."""

    content: bytes
    counts: Mapping[str, int]
    raised: int
    without_examples: tuple[str, ...]


def record(model: Path, examples: Path, tolerances: Mapping[str, parity.Tolerance]) -> Recorded:
    """Runs the examples. Raises KmpgenError KMP503 to KMP509; ``tolerances`` are beside or instead of `TOLERANCES`."""
    read = read_model(model)
    _refuse_unrecordable(read)
    if not examples.is_file():
        message, hint = "no such examples file", "see docs/parity-format.md for what it holds"
        raise KmpgenError(Diagnostic("KMP503", message, hint, Where(str(examples))), exit_code=2)
    with tempfile.TemporaryDirectory(prefix="kmpgen-record-") as name:
        folder = Path(name)
        request = {
            "model": str(model.absolute()),
            "examples": str(examples.absolute()),
            "tolerances": {dtype: asdict(value) for dtype, value in {**TOLERANCES, **tolerances}.items()},
        }
        (folder / "request.json").write_text(json.dumps(request))
        answer = _run_torch(folder, read.file)
        if answer["diagnostics"]:
            raise KmpgenError([_diagnostic(found) for found in answer["diagnostics"]])
        content = (folder / "recording").read_bytes()
    recording = parity.read(content, read.file)
    counts = {method: len(cases) for method, cases in recording.cases.items()}
    raised = sum(isinstance(case.outcome, parity.Raised) for cases in recording.cases.values() for case in cases)
    without = tuple(method.name for method in _recordable(read) if method.name not in counts)
    return Recorded(content, counts, raised, without)


def _refuse_unrecordable(model: ir.Model) -> None:
    where = Where(model.file)
    if model.format == "torchscript":
        message = "a full TorchScript file runs on no phone, so there is nothing to compare with"
        hint = "save it for phones: module._save_for_lite_interpreter('model.ptl')"
        raise KmpgenError(Diagnostic("KMP506", message, hint, where))
    refusals = [Diagnostic("KMP506", each.message, each.hint, where) for each in model.refusals if each.method is None]
    if refusals:
        raise KmpgenError(refusals)


def _recordable(model: ir.Model) -> list[ir.Method]:
    return [method for method in model.methods if not method.name.startswith("_")]


def _diagnostic(found: Mapping[str, Any]) -> Diagnostic:
    return Diagnostic(found["code"], found["message"], found["hint"], Where(**found["where"]))


def _run_torch(folder: Path, file: str) -> dict[str, Any]:
    """What the process said. Raises KmpgenError KMP505 where there is no torch, KMP507 where the process broke off."""
    # -P: no module of the current folder comes in place of one of Python's.
    command = [sys.executable, "-P", "-m", "kmpgen.recording.record", str(folder)]
    done = subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace"
    )
    answer = folder / "answer.json"
    if done.returncode == 0 and answer.is_file():
        parsed: dict[str, Any] = json.loads(answer.read_text())
        return parsed
    said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    if not (folder / "place").is_file():
        message = f"torch can't be imported: {said}"
        raise KmpgenError(Diagnostic("KMP505", message, "install it: pip install 'kmpgen[torch]'"))
    end, place = how_it_ended(done.returncode), (folder / "place").read_text()
    message = f"the process that runs torch ended by {end}, {place}: {said}"
    raise KmpgenError(Diagnostic("KMP507", message, "leave that example out, and mend what it meets", Where(file)))


# From here on: the process that runs torch.


def main(folder: Path) -> None:
    import torch

    torch.set_num_threads(1)  # how work is split over threads decides the last bits of a sum
    request = json.loads((folder / "request.json").read_text())
    place = folder / "place"
    place.write_text("running the examples file")
    session = _Session(Path(request["model"]), Path(request["examples"]), place.write_text)
    try:
        tolerances = {dtype: parity.Tolerance(**value) for dtype, value in request["tolerances"].items()}
        cases = session.cases()
        recording = parity.Recording(session.model.fingerprint, torch.__version__, tolerances, cases)
        (folder / "recording").write_bytes(parity.write(recording))
    except KmpgenError as error:
        session.problems += error.diagnostics
    except parity.Unwritable as error:
        hint = "record smaller inputs, or fewer"
        session.problems.append(Diagnostic("KMP509", str(error), hint, Where(session.model.file)))
    answer = {"diagnostics": [asdict(problem) for problem in session.problems]}
    (folder / "answer.json").write_text(json.dumps(answer))


class _Session:
    """One model and one examples file."""

    def __init__(self, model: Path, examples: Path, tell: Callable[[str], object]) -> None:
        self._path = model
        self.model = read_model(model)
        self._examples = examples
        self._tell = tell
        self._encoder = Encoder(_read_tensor)
        self.problems: list[Diagnostic] = []

    def cases(self) -> dict[str, tuple[parity.Case, ...]]:
        """All methods' cases; what stands against any of them is raised at once."""
        functions = self._functions()
        inputs = {
            method.name: (method, list(self._inputs(method, functions[method.name])))
            for method in _recordable(self.model)
            if method.name in functions
        }
        if not inputs:
            names = ", ".join(method.name for method in _recordable(self.model))
            message = "the examples file has no function of a method's name"
            self._problem("KMP503", message, f"write one, which yields argument tuples: {names}")
        if self.problems:
            raise KmpgenError([])
        cases = {name: self._run(method, rows) for name, (method, rows) in inputs.items()}
        if self.problems:
            raise KmpgenError([])
        return cases

    def _problem(
        self, code: str, message: str, hint: str, method: str | None = None, argument: str | None = None
    ) -> None:
        file = self._examples.name if code in ("KMP503", "KMP504") else self.model.file
        self.problems.append(Diagnostic(code, message, hint, Where(file, method, argument)))

    def _functions(self) -> dict[str, Callable[[], Any]]:
        """The examples file's functions. It is a program of the user's: it runs as one."""
        sys.path.insert(0, str(self._examples.parent))
        namespace: dict[str, Any] = {"__name__": "examples", "__file__": str(self._examples)}
        try:
            exec(compile(self._examples.read_bytes(), str(self._examples), "exec", dont_inherit=True), namespace)
        except Exception as error:
            self._problem("KMP503", f"the examples file fails: {_said(error, self._examples)}", "mend it")
        return {name: value for name, value in namespace.items() if callable(value)}

    def _inputs(self, method: ir.Method, function: Callable[[], Any]) -> Iterator[tuple[parity.Value, ...]]:
        if unfit := next(filter(None, (typemap.problem(argument.type) for argument in method.arguments)), None):
            self._problem("KMP504", unfit.message, "leave the function out: no library has this method", method.name)
            return
        try:
            given = list(function())
        except Exception as error:
            message = f"the function fails: {_said(error, self._examples)}"
            self._problem("KMP503", message, "it yields argument tuples, or returns a list of them", method.name)
            return
        for number, example in enumerate(given, 1):
            encoded = self._encoded(method, number, example)
            if encoded is not None:
                yield encoded

    def _encoded(self, method: ir.Method, number: int, example: object) -> tuple[parity.Value, ...] | None:
        hint = f"the method is {method.name}({', '.join(f'{a.name}: {a.type}' for a in method.arguments)})"
        if type(example) is not tuple:
            message = f"example {number} is a {type(example).__name__}, not a tuple of arguments"
            self._problem("KMP504", message, "a single argument is written (x,)", method.name)
            return None
        try:
            pairs = self._encoder.arguments(method, example)
        except Mismatch as error:
            self._problem("KMP504", f"example {number}: {error.message}", hint, method.name)
            return None
        values = []
        for argument, value in pairs:
            try:
                values.append(self._encoder.encode(value, argument.type))
            except Mismatch as error:
                place = f" (at {argument.name}{error.place})" if error.place else ""
                message = f"example {number}: {error.message}{place}"
                self._problem("KMP504", message, hint, method.name, argument.name)
        return tuple(values) if len(values) == len(pairs) else None

    def _run(self, method: ir.Method, rows: Sequence[tuple[parity.Value, ...]]) -> tuple[parity.Case, ...]:
        """Runs the rows twice, each time in order on a fresh module: what differs can't be compared with anything."""
        first, second = self._run_once(method, rows), self._run_once(method, rows)
        for number, (one, other) in enumerate(zip(first, second, strict=True), 1):
            if parity.write_case(one) != parity.write_case(other):
                message = f"example {number} has another answer each time it runs"
                hint = "leave it out, or seed the model's random numbers inside the exported method"
                self._problem("KMP508", message, hint, method.name)
        return tuple(first)

    def _run_once(self, method: ir.Method, rows: Sequence[tuple[parity.Value, ...]]) -> list[parity.Case]:
        """Runs the rows in the lite interpreter, which phones have, where Python can reach it with these values.

        It learns an argument's type by looking at the value, which tells nothing of an empty list, and some NamedTuples
        in a result it can't hand to Python. The full interpreter, which calls the same operators, can do both.
        """
        types = [argument.type for argument in method.arguments]
        if all(_tells_type(value, type_) for row in rows for value, type_ in zip(row, types, strict=True)):
            with suppress(_OutOfReach):
                return self._run_with(self._load(method, lite=True), method, rows)
        return self._run_with(self._load(method, lite=False), method, rows)

    def _run_with(
        self, call: Callable[..., Any], method: ir.Method, rows: Sequence[tuple[parity.Value, ...]]
    ) -> list[parity.Case]:
        return [self._case(method, call, row, number) for number, row in enumerate(rows, 1)]

    def _load(self, method: ir.Method, *, lite: bool) -> Callable[..., Any]:
        """The method on a freshly loaded module."""
        import torch
        from torch.jit.mobile import _load_for_lite_interpreter

        self._tell(f"loading the model for {method.name}")
        try:
            if lite:
                module = _load_for_lite_interpreter(str(self._path))
                return lambda *arguments: _reached(module.run_method, method.name, *arguments)
            # No fused kernels, so that the numbers are those of the lite interpreter.
            torch._C._jit_set_profiling_executor(False)
            torch._C._set_graph_executor_optimize(False)
            flat = self.model.format == "lite-flatbuffer"
            load = torch.jit.jit_module_from_flatbuffer if flat else torch.jit.load
            full: Callable[..., Any] = getattr(load(str(self._path)), method.name)
            return full
        except (RuntimeError, UnicodeDecodeError) as error:
            message = f"torch {torch.__version__} can't load the model: {_first_line(error)}"
            raise KmpgenError(Diagnostic("KMP506", message, "", Where(self.model.file, method.name))) from error

    def _case(
        self, method: ir.Method, call: Callable[..., Any], row: Sequence[parity.Value], number: int
    ) -> parity.Case:
        """Runs one example on values of its own: a model that writes into its inputs changes no recorded one."""
        import torch

        self._tell(f"running {method.name}, example {number}")
        arguments = [_to_python(value) for value in row]
        try:
            with torch.inference_mode():
                result = call(*arguments)
        except _OutOfReach:
            raise
        except UnicodeDecodeError:  # Python's own, of a result that a model cut in the middle of a character
            message = f"example {number}: the result holds a string that is no UTF-8"
            self._problem("KMP508", message, "leave the example out, or cut text by characters", method.name)
            return parity.Case(tuple(row), parity.Raised("no UTF-8"))
        except Exception as error:
            return parity.Case(tuple(row), parity.Raised(_first_line(error)))
        try:
            answer: parity.Answer | parity.Raised = parity.Answer(self._encoder.encode(result, method.returns))
        except Mismatch as error:
            answer = parity.Raised(f"the result can't cross to Kotlin: {error.message}")
        return parity.Case(tuple(row), answer)


class _OutOfReach(Exception):
    """Python has no form for what the lite interpreter answers."""


def _reached(call: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return call(*arguments)
    except TypeError as error:  # the binding's: a model raises others
        raise _OutOfReach from error


def _tells_type(value: parity.Value, type_: ir.Type) -> bool:
    """Whether torch, looking at the Python value alone, sees the type that the method wants."""
    match type_:
        case ir.Optional(element):
            return value is None or _tells_type(value, element)
        case ir.List(element) if isinstance(value, parity.ScalarList):
            return bool(value.values)
        case ir.List(element) if isinstance(value, list):
            return bool(value) and _sure(element) and all(_tells_type(item, element) for item in value)
        case ir.Dict(_, element) if isinstance(value, parity.StrDict | parity.IntDict):
            return bool(value.items) and _sure(element) and all(_tells_type(item, element) for _, item in value.items)
        case ir.Tuple(elements) if isinstance(value, tuple):
            return all(map(_tells_type, value, elements))
        case ir.NamedTuple():
            return False
        case _:
            return True


def _sure(type_: ir.Type) -> bool:
    """Whether values of the type never look like those of another: None looks like NoneType."""
    match type_:
        case ir.Optional() | ir.NamedTuple():
            return False
        case ir.List(element) | ir.Dict(_, element):
            return _sure(element)
        case ir.Tuple(elements):
            return all(map(_sure, elements))
        case _:
            return True


def _read_tensor(value: object) -> parity.Tensor | None:
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


def _to_python(value: parity.Value) -> Any:
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
            return {name: _to_python(item) for name, item in items}
        case list():
            return [_to_python(item) for item in value]
        case tuple():
            return tuple(_to_python(item) for item in value)
        case _:
            return value


def _said(error: Exception, file: Path) -> str:
    """An exception of the examples file in one line, with the line of the file that it comes from."""
    lines = []
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(file):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    at = f", line {lines[-1]}" if lines else ""
    return f"{type(error).__name__}: {_first_line(error)}{at}"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
