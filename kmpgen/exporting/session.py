"""The process that makes a model file: ``python -m kmpgen.exporting.session FOLDER``, started by `export`.

Beside its answer it leaves ``out/NAME``, the file, ``expected``, a recording of what the module answers in Python, and
``engine``, which computed what is quantized there.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kmpgen import ir, torchprocess
from kmpgen.config import METADATA_FILE
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.exporting import docstrings, eager, making, nearness, target
from kmpgen.exporting.metadata import Docs, kmpgen_json
from kmpgen.printable import with_article
from kmpgen.reading.torchscript import read_model
from kmpgen.recording import parity
from kmpgen.recording.engine import use_phones_engine
from kmpgen.recording.examplesfile import ExamplesFile, Functions
from kmpgen.recording.record import TOLERANCES
from kmpgen.viewing import typemap

Rows = Mapping[str, Sequence[tuple[Any, ...]]]
Cases = Mapping[str, tuple[parity.Case, ...]]


def main(folder: Path) -> None:
    import torch

    request = json.loads((folder / "request.json").read_text())
    place = folder / "place"
    place.write_text("importing the module")
    torch.set_num_threads(1)  # how work is split over threads decides the last bits of a sum
    answer: dict[str, Any] = {"diagnostics": []}
    try:
        answer |= _Session(request, folder, place.write_text).run()
    except KmpgenError as error:
        answer["diagnostics"] = [asdict(each) for each in error.diagnostics]
    (folder / "answer.json").write_text(json.dumps(answer))


class _Session:
    """What is asked for, and the examples that were run for it."""

    def __init__(self, request: Mapping[str, Any], folder: Path, tell: Callable[[str], object]) -> None:
        self._request = request
        self._folder = folder
        self._tell = tell
        self._making = making.Making(request["target"])
        self._unrun: dict[str, str] = {}
        self._problems: list[Diagnostic] = []
        self._examples = ExamplesFile(Path(request["examples"]), self._problems) if request["examples"] else None

    def run(self) -> dict[str, Any]:
        """Makes the file; what ends it is a KmpgenError."""
        import torch

        use_phones_engine()
        module = target.load(self._request["target"], Path(self._request["folder"]))
        module = making.ready(module, self._making)
        docs = docs_of(module)
        names, rows = self._methods(module)
        used = module
        if self._request["quantize"]:
            self._tell("quantizing")
            used = making.quantized(module, self._making)
        compiled = self._compiled(used, names, rows)
        extra = {name: Path(file).read_bytes() for name, file in self._request["extra_files"]}
        path = self._folder / "out" / self._request["name"]
        path.parent.mkdir()
        self._tell("saving the model")
        making.save(compiled, path, extra, self._making)
        model = self._read(path)
        encoded = self._encoded(model, rows)
        cases = self._answers(used, model, encoded)
        if used is not module:
            self._tell_of_quantization(cases, self._answers(module, model, encoded))
        stated = self._request["metadata"]
        given = {dtype: parity.Tolerance(**each) for dtype, each in self._request["tolerances"].items()}
        expected = parity.Recording(model.fingerprint, torch.__version__, {**TOLERANCES, **given}, cases)
        text, metadata = kmpgen_json(model, docs, expected, Path(stated) if stated else None)
        if text is not None:
            making.save(compiled, path, {**extra, METADATA_FILE: text}, self._making)
        self._write_expected(expected)
        warned = [asdict(each) for each in self._making.warnings]
        return {"notes": self._making.notes, "warnings": warned, "unrun": self._unrun, "metadata": metadata}

    def _methods(self, module: Any) -> tuple[list[str], Rows]:
        """The methods to export, and the examples of those that have any, as examples.py gives them."""
        also = self._request["methods"]
        tracing = self._request["trace"]
        functions: Functions = {}
        if self._examples:
            self._tell("running the examples file")
            functions = self._examples.functions()
            self._stop_if_wrong()
        own = making.own_methods(module)
        names = (
            making.known(own, also, self._request["target"]) or [name for name in functions if name in own]
            if tracing
            else making.exported_names(module, also, self._request["target"])
        )
        rows = {name: self._rows(name, functions[name]) for name in names if name in functions}
        self._refuse_missing(names, rows, own)
        for name in functions:
            if name in own and name not in names:
                self._making.notes.append(f"{name} has examples and is not exported: --method {name} would")
        return names, rows

    def _rows(self, name: str, function: Callable[[], Any]) -> list[tuple[Any, ...]]:
        assert self._examples
        given = self._examples.rows(name, function)
        for number, example in enumerate(given, 1):
            if type(example) is not tuple:
                message = f"example {number} is {with_article(type(example).__name__)}, not a tuple of arguments"
                self._examples.problem("KMP504", message, "a single argument is written (x,)", name)
        return [example for example in given if isinstance(example, tuple)]

    def _refuse_missing(self, names: Sequence[str], rows: Rows, own: Sequence[str]) -> None:
        if self._examples and not rows:
            message = "the examples file has no function of a method's name"
            hint = f"write one, which yields argument tuples: {', '.join(names or own)}"
            self._examples.problem("KMP503", message, hint)
        for name in names:
            if self._examples and self._request["trace"] and not rows.get(name):
                message = "tracing needs an example"
                self._examples.problem("KMP503", message, "have its function yield an argument tuple", name)
        if not names:
            message = "the module has no method to export: no forward, and none with @torch.jit.export"
            hint = f"name one: --method {own[0] if own else 'NAME'}"
            raise KmpgenError(Diagnostic("KMP901", message, hint, Where(self._request["target"])))
        self._stop_if_wrong()

    def _stop_if_wrong(self) -> None:
        if self._problems:
            raise KmpgenError(self._problems)

    def _compiled(self, module: Any, names: Sequence[str], rows: Rows) -> Any:
        self._making.functions = making.compiled_functions(module, names)
        if self._request["trace"]:
            self._tell("tracing")
            compiled = making.traced(module, {name: eager.fresh(rows[name][0]) for name in names}, self._making)
        else:
            self._tell("scripting")
            compiled = making.scripted(module, self._making)
        if self._request["freeze"]:
            self._tell("freezing")
            compiled = making.frozen(compiled, names, self._making)
        if self._request["optimize"]:
            self._tell("optimizing")
            compiled = making.optimized(compiled, names, self._making)
        return compiled

    def _read(self, path: Path) -> ir.Model:
        model = read_model(path)
        refused = [Diagnostic("KMP905", each.message, each.hint, Where(None, each.method)) for each in model.refusals]
        if refused:
            raise KmpgenError(refused)
        return model

    def _encoded(self, model: ir.Model, rows: Rows) -> dict[str, list[eager.Row]]:
        """The examples as a recording has them, of the methods whose types have a place in one."""
        found: dict[str, list[eager.Row]] = {}
        for method in model.methods:
            if method.name not in rows or not self._examples:
                continue
            types = [*(argument.type for argument in method.arguments), method.returns]
            if unfit := next(filter(None, map(typemap.problem, types)), None):
                self._unrun[method.name] = unfit.message
                continue
            numbered = enumerate(rows[method.name], 1)
            pairs = [(row, self._examples.encoded(method, number, row)) for number, row in numbered]
            found[method.name] = [(row, encoded) for row, encoded in pairs if encoded is not None]
        self._stop_if_wrong()
        return found

    def _answers(self, module: Any, model: ir.Model, rows: Mapping[str, Sequence[eager.Row]]) -> Cases:
        methods = {method.name: method for method in model.methods}
        found = {}
        for name, each in rows.items():
            self._tell(f"running {name} in Python")
            found[name] = eager.answers(module, methods[name], each)
        return found

    def _tell_of_quantization(self, cases: Cases, before: Cases) -> None:
        apart = nearness.largest(pair for name in cases for pair in zip(before[name], cases[name], strict=True))
        if apart is not None:
            self._making.notes.append(f"quantization moves results by up to {apart:.2g}")

    def _write_expected(self, expected: parity.Recording) -> None:
        import torch

        try:
            content = parity.write(expected)
        except parity.Unwritable as error:
            hint = "give smaller examples, or fewer"
            raise KmpgenError(Diagnostic("KMP509", str(error), hint, Where(self._request["examples"]))) from error
        (self._folder / "expected").write_bytes(content)
        (self._folder / "engine").write_text(torch.backends.quantized.engine)  # the module may have chosen another


def docs_of(module: Any) -> Docs:
    """The docstrings of the module's own class, not those that it has from torch."""
    import torch

    own = [each for each in type(module).__mro__ if not each.__module__.startswith("torch.")]
    if isinstance(module, torch.jit.ScriptModule) or not own:
        return Docs()
    methods = {}
    for each in reversed(own[:-1] if own[-1] is object else own):
        for name, function in vars(each).items():
            if inspect.isfunction(function) and function.__doc__:
                methods[name] = docstrings.read(function.__doc__)
    return Docs(docstrings.read(vars(type(module)).get("__doc__")).description, methods)


if __name__ == "__main__":
    torchprocess.live(main)
