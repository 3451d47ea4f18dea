"""Compiles the facades of many libraries with one runtime, where theirs is the same to the letter but for its package.

Such libraries are one module: the first as it is, with the facades of the others, which name its package in place of
their own. Where that module does not compile, each library is compiled as it is, so that every one has its own verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kmpgen.verify import TierResult
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.tier import Workshop

Named = dict[str, EmittedLibrary]
Compile = Callable[[Sequence[EmittedLibrary], Workshop], list[TierResult]]


def check(libraries: Mapping[str, EmittedLibrary], folder: Path, compile: Compile) -> dict[str, TierResult]:
    """By the library's name. ``folder`` takes copies of facades."""
    with Workshop() as workshop:
        groups = _alike(libraries)
        modules = [_module(list(group.values()), folder / str(number)) for number, group in enumerate(groups)]
        said = compile(modules, workshop)
        results = {
            name: result for group, result in zip(groups, said, strict=True) for name in group if result.status == "ok"
        }
        apart = {name: library for name, library in libraries.items() if name not in results}
        singly = compile(list(apart.values()), workshop) if apart else []
    return results | dict(zip(apart, singly, strict=True))


def _alike(libraries: Mapping[str, EmittedLibrary]) -> list[Named]:
    """Groups of one runtime. No two libraries of a group have the same package."""
    groups: dict[tuple[bytes, int], Named] = {}
    taken: dict[tuple[bytes, str], int] = {}
    for name, library in libraries.items():
        package = _package(library)
        files = [file for file in (*library.common, *library.android) if _of_runtime(file)]
        runtime = b"".join(file.read_bytes().replace(package.encode(), b"PACKAGE") for file in files)
        number = taken.get((runtime, package), 0)
        taken[runtime, package] = number + 1
        groups.setdefault((runtime, number), {})[name] = library
    return list(groups.values())


def _module(group: list[EmittedLibrary], folder: Path) -> EmittedLibrary:
    """The first library as it is, with the others' facades."""
    first, *others = group
    common, android = list(first.common), list(first.android)
    for number, library in enumerate(others):
        for sources, files in ((common, library.common), (android, library.android)):
            for file in files:
                if not _of_runtime(file):
                    copy = folder / str(number) / file.name
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    text = file.read_text("utf-8").replace(f"{_package(library)}.torch", f"{_package(first)}.torch")
                    copy.write_text(text, "utf-8")
                    sources.append(copy)
    return replace(first, common=tuple(common), android=tuple(android))


def _of_runtime(file: Path) -> bool:
    return "torch" in file.parts[file.parts.index("kotlin") :]


def _package(library: EmittedLibrary) -> str:
    runtime = next(file for file in library.common if file.name == "Tensor.kt" and file.parent.name == "torch")
    return ".".join(runtime.relative_to(library.sources_root / "src/commonMain/kotlin").parts[:-2])
