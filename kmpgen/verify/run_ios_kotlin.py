"""Tier `run-ios-kotlin`: iosMain, unmodified, runs the library's tests over the emitted C core and the installed torch.

There is no Objective-C for Kotlin on Linux: the wrapper's classes are stood in for (standins.py), and the few of
Foundation's that iosMain names (foundation.py). What Apple's cinterop does between the two is not run, and
files that import CoreGraphics are left out: `kotlin-ios` compiles those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from kmpgen.errors import KmpgenError
from kmpgen.verify import libclang
from kmpgen.verify.artifacts import pinned
from kmpgen.verify.compiler import Compilation, CompilerHost
from kmpgen.verify.foundation import with_foundation
from kmpgen.verify.header import read_header
from kmpgen.verify.host_torch import PHONES_ENGINE, CxxCompiler, Torch, compiled, find_cxx, find_torch
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.linux_programs import LinuxKotlin, find_llvm, lay_out
from kmpgen.verify.native_tests import NativeTests, run_program
from kmpgen.verify.result import TierResult, failure
from kmpgen.verify.standins import render_expectations, render_standins
from kmpgen.verify.tier import Workshop, kotlin_result
from kmpgen.verify.tools import Need, find_jdk, require, require_linux

NAME = "run-ios-kotlin"
ARTIFACTS = ("kotlin", "kotlin-linux")
NEEDS: tuple[Need, ...] = (require_linux, find_torch, find_cxx, find_llvm, find_jdk)
CORE_LIBRARY = "libplm_core.so"
NO_RECORDING = "no recording (kmpgen record)"
REFINES = "iosMain:commonMain,iosMain:header,commonTest:commonMain,iosTest:iosMain,iosTest:commonTest,standIns:iosTest"
FLAGS = ("-Xmulti-platform", "-Xexpect-actual-classes")
_EXPECTED = re.compile(r"^\s*expect (.*)$", re.MULTILINE)
_APPLES_OWN = re.compile(r"^import platform\.CoreGraphics\.", re.MULTILINE)
_PACKAGE = re.compile(r"^package ([\w.`]+)", re.MULTILINE)


@dataclass
class Job:
    """One library on its way to a result."""

    library: EmittedLibrary
    package: str
    klib: Path
    compilation: Future[Compilation]

    @property
    def test_packages(self) -> list[str]:
        tests = (*self.library.common_test, *self.library.ios_test)
        found = (_PACKAGE.search(file.read_text(encoding="utf-8")) for file in tests)
        return sorted({match[1].replace("`", "") for match in found if match})


def check(libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[TierResult]:
    recorded = [library for library in libraries if library.common_test or library.ios_test]
    if not recorded:
        return [TierResult(NAME, "skipped", NO_RECORDING) for _ in libraries]
    require(NEEDS)
    torch, compiler, llvm, jdk = find_torch(), find_cxx(), find_llvm(), workshop.jdk
    versions = {
        "torch": torch.version,
        "c++": compiler.version,
        "llvm": llvm.version,
        "kotlin": pinned()["kotlin"].version,
        "jdk": jdk.version,
        "libclang": libclang.version(),
    }
    files = workshop.cache.ensure(ARTIFACTS)
    konan = lay_out(workshop.folder(NAME, "konan"), files["kotlin"], files["kotlin-linux"], llvm, compiler)
    jars = sorted((konan.home / "konan/lib").glob("*.jar"))
    results: dict[Path, TierResult] = {}
    jobs = []
    # A compiler of its own: another home, and what it loads of LLVM may take the whole JVM down.
    with CompilerHost(jdk, jars, konan.home) as host:
        konan = with_foundation(konan, host, workshop.folder(NAME, "foundation"))
        for number, library in enumerate(recorded):
            try:
                core = compile_core(library, torch, compiler, workshop)
                jobs.append(compile_tests(library, core, host, konan, workshop.folder(NAME, str(number))))
            except KmpgenError as problem:
                results[library.root] = failure(NAME, problem, versions)
        results |= _linked_and_run(jobs, host, konan, workshop, versions)
    return [results.get(library.root) or TierResult(NAME, "skipped", NO_RECORDING) for library in libraries]


def _linked_and_run(
    jobs: Sequence[Job], host: CompilerHost, konan: LinuxKotlin, workshop: Workshop, versions: dict[str, str]
) -> dict[Path, TierResult]:
    """As few programs as can be, since linking one takes as long as compiling many libraries."""
    done = {job.library.root: job.compilation.result() for job in jobs}
    results = {
        job.library.root: _not_compiled(job, done[job.library.root], versions)
        for job in jobs
        if not done[job.library.root].ok
    }
    groups = _apart(job for job in jobs if job.library.root not in results)
    programs = [_link(group, host, konan, workshop.folder(NAME, f"program-{n}")) for n, group in enumerate(groups)]
    for group, (program, linking) in zip(groups, programs, strict=True):
        for job in group:
            results[job.library.root] = _tested(job, program, linking.result(), workshop, versions)
    return results


def compile_core(library: EmittedLibrary, torch: Torch, compiler: CxxCompiler, workshop: Workshop) -> Path:
    """The library's own C core as a shared library over `torch`. Raises KmpgenError KMP403, KMP420."""
    folder = library.cinterop().header.parent
    sources = sorted(file for file in folder.iterdir() if file.suffix in (".cpp", ".hpp", ".h"))

    def command(output: Path) -> list[str | Path]:
        flags = ["-shared", "-fPIC", "-O2", *torch.compile_flags()]
        units = [Path(file.name) for file in sources if file.suffix == ".cpp"]
        return [compiler.path, *flags, *units, PHONES_ENGINE, "-o", output, *torch.link_flags()]

    key = [torch.version, compiler.version]
    return compiled(CORE_LIBRARY, [*sources, PHONES_ENGINE], command, key, workshop.progress, folder)


def compile_tests(library: EmittedLibrary, core: Path, host: CompilerHost, konan: LinuxKotlin, folder: Path) -> Job:
    """Queues main and test source sets with the wrapper's stand-ins. Raises KmpgenError."""
    interop = library.cinterop()
    view = read_header(interop.header, str(interop.header.relative_to(library.root)))
    header, standins = folder / "Header.kt", folder / "Wrapper.kt"
    header.write_text(render_expectations(view, interop.package), encoding="utf-8")
    standins.write_text(render_standins(interop, core), encoding="utf-8")
    sources: dict[str, Sequence[Path]] = {
        "commonMain": library.common,
        "header": [header],
        "iosMain": [file for file in library.ios if not _needs_apple(file)],
        "commonTest": library.common_test,
        "iosTest": library.ios_test,
        "standIns": [standins],
    }
    flags = [*konan.compiling, *FLAGS, "-produce", "library", "-nopack", "-module-name", f"m_{folder.name}"]
    flags += [f"-Xfragments={','.join(sources)}", f"-Xfragment-refines={REFINES}"]
    flags += [f"-Xfragment-sources={name}:{file}" for name, files in sources.items() for file in files]
    klib = folder / "klib"
    files = [str(file) for files in sources.values() for file in files]
    return Job(library, interop.package, klib, host.submit("native", [*flags, "-o", str(klib), *files]))


def _needs_apple(file: Path) -> bool:
    """Whether it is an adapter to a framework of Apple's of which nothing on Linux stands in for any part."""
    return bool(_APPLES_OWN.search(file.read_text(encoding="utf-8")))


def _not_compiled(job: Job, compilation: Compilation, versions: dict[str, str]) -> TierResult:
    """The compiler's verdict; where the header declares what nothing stands in for, that is the reason."""
    missing = _EXPECTED.findall(compilation.messages)
    if f"{job.klib.parent / 'Wrapper.kt'}:" in compilation.messages and missing:
        why = f"the header declares what kmpgen has no stand-in for: {missing[0].strip()}"
        return TierResult(NAME, "failed", why, job.library.relative(compilation.messages), versions)
    return kotlin_result(NAME, job.library, compilation, versions)


def _apart(jobs: Iterable[Job]) -> list[list[Job]]:
    """Groups that one program can hold: in each, no package is another's, nor inside it."""
    groups: list[list[Job]] = []
    for job in jobs:
        for group in groups:
            if not any(_clash(job.package, other.package) for other in group):
                group.append(job)
                break
        else:
            groups.append([job])
    return groups


def _clash(one: str, other: str) -> bool:
    own = one.removesuffix(".torch.cinterop"), other.removesuffix(".torch.cinterop")
    return f"{own[0]}.".startswith(f"{own[1]}.") or f"{own[1]}.".startswith(f"{own[0]}.")


def _link(
    jobs: Sequence[Job], host: CompilerHost, konan: LinuxKotlin, folder: Path
) -> tuple[Path, Future[Compilation]]:
    flags = [*konan.linking, "-produce", "program", "-generate-test-runner", "-g"]
    flags += [f"-Xinclude={job.klib}" for job in jobs]
    return folder / "tests.kexe", host.submit("native", [*flags, "-o", str(folder / "tests")])


def _tested(job: Job, program: Path, linking: Compilation, workshop: Workshop, versions: dict[str, str]) -> TierResult:
    if not linking.ok:
        return kotlin_result(NAME, job.library, linking, versions)
    environment = {"KMPGEN_TEST_RESOURCES": "\n".join(map(str, job.library.resource_folders))}
    if job.library.models:
        environment["KMPGEN_APP_RESOURCES"] = str(job.library.models[0])
    folder = workshop.folder(NAME, f"run-{job.klib.parent.name}")
    return run_program(NativeTests(program, job.test_packages, environment), folder).result(NAME, versions)
