"""Tier `kotlin-ios`: commonMain and iosMain compile to an ios_arm64 klib against the emitted header's Kotlin view."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import Future
from hashlib import sha256
from pathlib import Path

from kmpgen.errors import KmpgenError
from kmpgen.verify import libclang
from kmpgen.verify.artifacts import pinned
from kmpgen.verify.compiler import Compilation, CompilerHost
from kmpgen.verify.header import read_header
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.result import TierResult, failure
from kmpgen.verify.stub import render_stub
from kmpgen.verify.tier import KOTLIN_NEEDS, STRICT_FLAGS, Workshop, fragment_flags, kotlin_result

NAME = "kotlin-ios"
ARTIFACTS = ("kotlin",)
NEEDS = KOTLIN_NEEDS
TARGET = ("-target", "ios_arm64", "-produce", "library", "-nopack")


def check(libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[TierResult]:
    host = workshop.kotlin()
    versions = {"kotlin": pinned()["kotlin"].version, "jdk": workshop.jdk.version, "libclang": libclang.version()}
    stubs = _Stubs(host, workshop.folder(f"{NAME}-stubs"))
    # All stubs are queued before the first one is waited for.
    views = [_stub_source(library.runtime or library, versions) for library in libraries]
    klibs = [view if isinstance(view, TierResult) else stubs.compile(view) for view in views]
    jobs: list[TierResult | Future[Compilation]] = []
    for number, (library, klib) in enumerate(zip(libraries, klibs, strict=True)):
        if isinstance(klib, TierResult):
            jobs.append(klib)
            continue
        path, compilation = klib[0], klib[1].result()
        if not compilation.ok:
            jobs.append(_stub_refused(library, path, compilation, versions))
            continue
        out = workshop.folder(NAME) / str(number)
        over = [path]
        if library.runtime:
            runtime = workshop.folder(NAME) / f"{number}-runtime"
            done = host.submit("native", _arguments(library.runtime, over, runtime))
            if not done.result().ok:
                jobs.append(done)
                continue
            over.append(runtime)
        jobs.append(host.submit("native", _arguments(library, over, out)))
    return [
        job if isinstance(job, TierResult) else kotlin_result(NAME, library, job.result(), versions)
        for library, job in zip(libraries, jobs, strict=True)
    ]


class _Stubs:
    """One compilation for each different stub: libraries of one batch mostly share their header."""

    def __init__(self, host: CompilerHost, folder: Path) -> None:
        self._host = host
        self._folder = folder
        self._compiled: dict[str, tuple[Path, Future[Compilation]]] = {}

    def compile(self, source: str) -> tuple[Path, Future[Compilation]]:
        key = sha256(source.encode()).hexdigest()[:16]
        if key not in self._compiled:
            file, klib = self._folder / f"{key}.kt", self._folder / key
            file.write_text(source, encoding="utf-8")
            arguments = [
                *TARGET,
                "-opt-in",
                "kotlin.native.internal.InternalForKotlinNative",
                "-module-name",
                f"stub_{key}",
            ]
            self._compiled[key] = klib, self._host.submit("native", [*arguments, "-o", str(klib), str(file)])
        return self._compiled[key]


def _stub_source(library: EmittedLibrary, versions: dict[str, str]) -> str | TierResult:
    try:
        interop = library.cinterop()
        return render_stub(read_header(interop.header, _shown(library, interop.header)), interop.package)
    except KmpgenError as problem:
        return failure(NAME, problem, versions)


def _shown(library: EmittedLibrary, header: Path) -> str:
    return str(header.relative_to(library.root))


def _stub_refused(
    library: EmittedLibrary, stub: Path, compilation: Compilation, versions: dict[str, str]
) -> TierResult:
    """The view was rendered but is no valid Kotlin: the header declares things that clash in Kotlin.

    Lines are those of the view, which is gone by the time somebody reads this, so places are named by the header alone.
    """
    header = _shown(library, library.cinterop().header)
    place = "(file://)?" + re.escape(str(stub)) + r"\.kt(:\d+)*"
    details = re.sub(place, lambda _: header, compilation.messages).strip()
    first = next((line for line in details.splitlines() if "error: " in line), "")
    why = f"{header}: the Kotlin view of the header does not compile: {first.partition('error: ')[2]}"
    return TierResult(NAME, "failed", why, details, versions)


def _arguments(library: EmittedLibrary, over: Sequence[Path], out: Path) -> list[str]:
    flags = [
        *TARGET,
        *(word for klib in over for word in ("-l", str(klib))),
        *STRICT_FLAGS,
        "-module-name",
        library.module_name,
    ]
    flags += fragment_flags(library, "iosMain", library.ios)
    return [*flags, "-o", str(out), *map(str, (*library.common, *library.ios))]
