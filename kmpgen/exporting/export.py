"""The pipeline behind ``kmpgen export``: a module in Python to a model file that was run as phones run it.

torch and the user's program run in processes of their own (`session` makes the file, `rerun` tries it); nothing is
written before both have ended well.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kmpgen import ir, torchprocess
from kmpgen.config import METADATA_FILE, Config
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.exporting.scripterrors import hint_of
from kmpgen.fitness import building
from kmpgen.modelfile import read_described, sidecar_of
from kmpgen.printable import cut
from kmpgen.recording.parity import Tolerance
from kmpgen.scratchfolder import scratch_folder

MOST_DIFFERENCES = 3


@dataclass(frozen=True)
class Wanted:
    """``target`` is ``module:attribute``; ``extra_files`` are names in the model, and files."""

    target: str
    output: Path
    examples: Path | None = None
    trace: bool = False
    methods: tuple[str, ...] = ()
    freeze: bool = False
    quantize: str | None = None
    optimize: bool = True
    extra_files: tuple[tuple[str, Path], ...] = ()
    metadata: Path | None = None
    tolerances: Mapping[str, Tolerance] = field(default_factory=dict)
    """Beside or instead of those of recordings."""


@dataclass(frozen=True)
class Compared:
    """One method's examples: the largest difference is None where the answers hold no numbers."""

    method: str
    examples: int
    raised: tuple[str, ...]
    """What those say that raise, here as there."""
    uncrossed: tuple[str, ...]
    """Why the results of others can't cross to Kotlin, and were not compared."""
    largest: float | None

    @property
    def tried(self) -> int:
        """How many answers were compared."""
        return self.examples - len(self.raised) - len(self.uncrossed)


@dataclass(frozen=True)
class Exported:
    """What there is to tell. ``unrun`` says why methods did not run; ``metadata`` is in its plain form."""

    model: ir.Model
    size: int
    notes: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]
    compared: tuple[Compared, ...]
    unrun: Mapping[str, str]
    metadata: Mapping[str, Any]


def export(wanted: Wanted) -> Exported:
    """Writes the model file. Raises KmpgenError KMP9xx, KMP8xx of metadata, KMP503 to KMP509 of examples and torch."""
    _refuse_unusable(wanted)
    stated = wanted.metadata or sidecar_of(wanted.output)
    with scratch_folder("export") as folder:
        (folder / "request.json").write_text(json.dumps(_request(wanted, stated)))
        answer = _run("session", folder, "see what the module does there")
        # `place` and `answer.json` are the second process's from here on.
        for file in ("place", "answer.json"):
            (folder / file).unlink()
        tried = _run("rerun", folder, "phones would crash there too: change what the method does")
        warnings = tuple(map(torchprocess.diagnostic, answer["warnings"]))
        _refuse_differences(tried["methods"], wanted, warnings)
        made = folder / "out" / wanted.output.name
        model = read_described(made)
        # Which runtimes the app has is for kmpgen.toml to say, so that nothing is refused for them.
        _, judged = building.check([model], Config(check_runtime=False))
        size = made.stat().st_size
        _write(made, wanted.output)
    compared = tuple(
        Compared(method, found["examples"], tuple(found["raised"]), tuple(found["uncrossed"]), found["largest"])
        for method, found in tried["methods"].items()
    )
    warnings = (*warnings, *judged, *_untried(compared, wanted.output.name))
    return Exported(model, size, tuple(answer["notes"]), warnings, compared, answer["unrun"], answer["metadata"])


def named_file(said: str) -> tuple[str, Path]:
    """``NAME=PATH``, or a path alone, whose own name is meant."""
    name, _, path = said.rpartition("=")
    return name or Path(path).name, Path(path)


def _request(wanted: Wanted, stated: Path | None) -> dict[str, Any]:
    return {
        "target": wanted.target,
        "folder": str(Path.cwd()),
        "name": wanted.output.name,
        "examples": wanted.examples and str(wanted.examples.absolute()),
        "trace": wanted.trace,
        "methods": wanted.methods,
        "freeze": wanted.freeze,
        "quantize": wanted.quantize,
        "optimize": wanted.optimize,
        "extra_files": [(name, str(path.absolute())) for name, path in wanted.extra_files],
        "tolerances": {dtype: asdict(each) for dtype, each in wanted.tolerances.items()},
        "metadata": stated and str(stated.absolute()),
    }


def _refuse_unusable(wanted: Wanted) -> None:
    """What is wrong before torch starts. Exit code 2."""
    found = []
    module, _, attribute = wanted.target.rpartition(":")
    if not module or not attribute:
        message, hint = f"{wanted.target!r} names no attribute", "write module:attribute, as in mypkg.model:build"
        found.append(Diagnostic("KMP900", message, hint))
    for path, what in ((wanted.examples, "examples file"), (wanted.metadata, "file of metadata")):
        if path and not path.is_file():
            code = "KMP503" if path is wanted.examples else "KMP909"
            found.append(Diagnostic(code, f"no such {what}", "see docs/export.md", Where(str(path))))
    if wanted.trace and not wanted.examples:
        hint = "give --examples, a file with a function for each method to trace"
        found.append(Diagnostic("KMP503", "tracing needs examples", hint))
    if wanted.output.suffix != ".ptl":
        hint = f"name it {wanted.output.stem or 'model'}.ptl"
        found.append(Diagnostic("KMP908", "a model file for phones is a .ptl", hint, Where(str(wanted.output))))
    if wanted.output.is_dir() or not wanted.output.parent.is_dir():
        message = "it is a folder" if wanted.output.is_dir() else "its folder does not exist"
        found.append(Diagnostic("KMP908", message, "choose another -o", Where(str(wanted.output))))
    names = [name for name, _ in wanted.extra_files]
    for name, path in wanted.extra_files:
        if problem := _extra_problem(name, path, names.count(name)):
            hint = "--extra-file NAME=PATH: a name in the model, and a file"
            found.append(Diagnostic("KMP909", problem, hint, Where(str(path))))
    if found:
        raise KmpgenError(found, exit_code=2)


def _extra_problem(name: str, path: Path, times: int) -> str | None:
    parts = name.split("/")
    if name == METADATA_FILE:
        return f"{METADATA_FILE} is written by export itself: state metadata with --metadata"
    if times > 1:
        return f"two extra files have the name {name}"
    if not name.isprintable() or any(part in ("", ".", "..") for part in parts) or "\\" in name:
        return f"{name!r} can't be the name of an extra file"
    return None if path.is_file() else "there is no such file"


def _run(module: str, folder: Path, hint: str) -> dict[str, Any]:
    try:
        return torchprocess.run(f"kmpgen.exporting.{module}", folder)
    except torchprocess.Ended as error:
        raise KmpgenError(Diagnostic("KMP906" if module == "rerun" else "KMP904", str(error), hint)) from error


def _refuse_differences(methods: Mapping[str, Any], wanted: Wanted, warnings: tuple[Diagnostic, ...]) -> None:
    """With the tracer's warnings, which mostly name what lies behind it. The first examples of a method are enough."""
    hint = "look for torch.jit.is_scripting() and for state that is not the module's own; if it rounds so: --tolerance"
    if wanted.trace:
        hint = "what depends on values is fixed when it is traced: script it, or leave that to the caller"
    name = wanted.output.name
    found = [
        Diagnostic(
            "KMP907",
            f"the saved model differs in example {number}: {said}",
            hint_of(said) or hint,
            Where(name, method),
        )
        for method, compared in methods.items()
        for number, said in list(compared["differences"].items())[:MOST_DIFFERENCES]
    ]
    if found:
        raise KmpgenError([*warnings, *found])


def _untried(compared: Iterable[Compared], file: str) -> Iterator[Diagnostic]:
    """KMP911 for methods with examples that tell nothing of the file."""
    for each in compared:
        if each.tried:
            continue
        hint = "correct the examples, or the module: whether the file answers as Python does was not tried"
        if not each.examples:
            message = "its function of examples gives none"
        elif each.raised:
            message = f"no example of it runs: {cut(each.raised[0])}"
        else:
            message = f"no result of it can cross to Kotlin, where calls will raise: {cut(each.uncrossed[0])}"
            hint = "return another dtype or type, or leave the method out of libraries: kmpgen build --skip"
        yield Diagnostic("KMP911", message, hint, Where(file, each.method), level="warning")


def _write(made: Path, output: Path) -> None:
    """Whole or not at all."""
    partial = output.with_name(f".{output.name}.part")
    try:
        shutil.copyfile(made, partial)
        partial.replace(output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        message = f"can't write the model: {error.strerror or error}"
        raise KmpgenError(Diagnostic("KMP908", message, "choose another -o", Where(str(output)))) from error
