"""Libraries whose runtime is another library: compiled against it as a module of its own, run together with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.verify.compiler import Compilation
from kmpgen.verify.library import EmittedLibrary, open_library
from kmpgen.verify.result import TierResult
from kmpgen.verify.tier import Workshop, kotlin_result

# What a library is made of, for compilers and tests; all else (what Gradle made, for one) stays where it is.
PARTS = ("src", "ios", "models")


def open_all(folders: Sequence[Path], runtime: Path | None) -> list[EmittedLibrary]:
    """The libraries, those with an external runtime with ``runtime``.

    Raises KmpgenError (exit code 2) KMP401 and KMP402, and KMP406 where a runtime is missing or another one.
    """
    opened = [open_library(folder) for folder in folders]
    shared = open_library(runtime) if runtime else None
    return [_with_runtime(library, shared) for library in opened]


def _with_runtime(library: EmittedLibrary, runtime: EmittedLibrary | None) -> EmittedLibrary:
    wanted = _lock(library).get("runtime")
    if not isinstance(wanted, dict):
        return library
    where = Where(str(library.root))
    coordinates, package = wanted.get("in"), wanted.get("package")
    if runtime is None:
        message = f"its runtime is another library: {coordinates}"
        hint = "name that library's folder: --runtime DIR (`kmpgen build --runtime-only` makes it)"
        raise KmpgenError(Diagnostic("KMP406", message, hint, where), 2)
    found = _lock(runtime).get("library")
    if not isinstance(found, dict) or found.get("package") != package:
        other = found.get("package") if isinstance(found, dict) else None
        message = f"its runtime is in the package {package}; {runtime.root} is {other}"
        hint = "name the folder of the runtime that it was built for, or set runtime_package in kmpgen.toml"
        raise KmpgenError(Diagnostic("KMP406", message, hint, where), 2)
    return replace(library, runtime=runtime)


def _lock(library: EmittedLibrary) -> dict[str, object]:
    try:
        content = json.loads((library.root / "kmpgen.lock").read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def together(library: EmittedLibrary, folder: Path) -> EmittedLibrary:
    """One library, in ``folder``, of the facades and their runtime: tests run both, whichever module they are of."""
    if library.runtime is None:
        return library
    for root in (library.runtime.root, library.root):
        for part in PARTS:
            if (root / part).is_dir():
                shutil.copytree(root / part, folder / part, dirs_exist_ok=True)
    shutil.copy(library.root / "kmpgen.lock", folder)
    return open_library(folder)


Submit = Callable[[EmittedLibrary, Path, Sequence[Path]], Future[Compilation]]


def compile_over_runtimes(
    folder: str,
    libraries: Sequence[EmittedLibrary],
    workshop: Workshop,
    submit: Submit,
    versions: dict[str, str],
    tier: str | None = None,
) -> list[TierResult]:
    """One result a library, of the tier (None: the one called as ``folder``).

    ``submit`` queues the compilation of one into a folder, over compiled runtimes. A runtime is compiled once, however
    many of the libraries stand on it.
    """
    runtimes: dict[Path, tuple[Path, Future[Compilation]]] = {}
    for library in libraries:
        if library.runtime and library.runtime.root not in runtimes:
            out = workshop.folder(folder, "runtimes") / str(len(runtimes))
            runtimes[library.runtime.root] = out, submit(library.runtime, out, ())
    jobs = []
    for number, library in enumerate(libraries):
        over: list[Path] = []
        if library.runtime:
            compiled, job = runtimes[library.runtime.root]
            if not job.result().ok:
                jobs.append(job)
                continue
            over = [compiled]
        jobs.append(submit(library, workshop.folder(folder) / str(number), over))
    return [
        kotlin_result(tier or folder, library, job.result(), versions)
        for library, job in zip(libraries, jobs, strict=True)
    ]
