"""What `kmpgen diff` says of compiled Kotlin/Native callers is what becomes of them, linked to the new library and run.

The cases are those in which klibs are not like the JVM, or nobody could be sure. Linking takes most of the time: all
callers are one program, run once for each, since a null that a caller does not expect ends it.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kmpgen.verify import run_ios_kotlin
from kmpgen.verify.compiler import CompilerHost
from kmpgen.verify.foundation import with_foundation
from kmpgen.verify.host_torch import find_cxx, find_torch
from kmpgen.verify.library import open_library
from kmpgen.verify.linux_programs import LinuxKotlin, find_llvm, lay_out
from kmpgen.verify.tier import Workshop
from kmpgen.verify.tools import MissingTool
from tests import diff_callers
from tests.conftest import Run
from tests.diff_callers import Said
from tests.diff_cases import CASES

pytestmark = pytest.mark.slow

KINDS = (
    *("argument-added-last", "argument-added-last-unkept", "argument-renamed", "argument-type-wider", "default-added"),
    *("default-removed", "result-type-narrower", "result-type-changed", "property-added", "property-type-narrower"),
    *("constructor-removed", "class-renamed", "entry-added", "entries-reordered"),
)
# Unit is an object in Kotlin/Native, and whoever expects it looks at nothing of it. The rule is for all other types.
NUMBERS = [number for number, case in enumerate(CASES) if case.kind in KINDS and "-> None" not in case.old]
IDS = [f"{number:02}-{CASES[number].kind}" for number in NUMBERS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, kmpgen: Run) -> Path:
    folder = tmp_path_factory.mktemp("diff-klib")
    diff_callers.make_libraries(folder, NUMBERS, kmpgen)
    return folder


@pytest.fixture(scope="module")
def said(folder: Path, kmpgen: Run) -> Said:
    return diff_callers.what_diff_says(folder, NUMBERS, kmpgen)


@pytest.fixture(scope="module")
def seen(folder: Path) -> dict[int, str]:
    """What the callers print, by case; one that ended the program has printed nothing."""
    with Workshop(run_ios_kotlin.ARTIFACTS) as workshop:
        files = workshop.cache.ensure(run_ios_kotlin.ARTIFACTS)
        try:
            llvm, compiler = find_llvm(), find_cxx()
        except MissingTool as missing:
            pytest.skip(f"needs {missing}")
        konan = lay_out(workshop.folder("konan"), files["kotlin"], files["kotlin-linux"], llvm, compiler)
        jars = sorted((konan.home / "konan/lib").glob("*.jar"))
        with CompilerHost(workshop.jdk, jars, konan.home) as host:
            konan = with_foundation(konan, host, workshop.folder("foundation"))
            program = _program(folder, workshop, host, konan)
        found: dict[int, str] = {}
        for number in NUMBERS:
            done = subprocess.run([program, diff_callers.name(number)], capture_output=True, text=True)
            found |= diff_callers.outcomes(done.stdout) or {number: f"it ended with {done.returncode}\t"}
        return found


def _program(folder: Path, workshop: Workshop, host: CompilerHost, konan: LinuxKotlin) -> Path:
    """Callers compiled against the old library, linked to the new one."""
    torch, compiler = find_torch(), find_cxx()
    jobs = []
    for which in ("old", "new"):
        library = open_library(folder / which)
        core = run_ios_kotlin.compile_core(library, torch, compiler, workshop)
        # The folder names the module: it is the same library.
        jobs.append(run_ios_kotlin.compile_tests(library, core, host, konan, workshop.folder(which, "cases")))
    for job in jobs:
        assert job.compilation.result().ok, job.compilation.result().messages
    old, new = (str(job.klib) for job in jobs)
    sources = [diff_callers.SUPPORT, *diff_callers.write_callers(folder / "callers", NUMBERS), _main(folder)]
    out = workshop.folder("callers")
    flags = ["-produce", "library", "-nopack", "-nowarn", "-l", old, "-module-name", "callers"]
    arguments = [*konan.compiling, *flags, "-o", str(out / "callers"), *map(str, sources)]
    compiled = host.submit("native", arguments).result()
    assert compiled.ok, compiled.messages
    flags = ["-produce", "program", "-entry", "callers.main", "-l", new, f"-Xinclude={out / 'callers'}"]
    linked = host.submit("native", [*konan.linking, *flags, "-o", str(out / "program")]).result()
    assert linked.ok, linked.messages
    return out / "program.kexe"


def _main(folder: Path) -> Path:
    calls = "".join(
        f'        "{name}" -> attempt("{name}") {{ {name}(it) }}\n' for name in map(diff_callers.name, NUMBERS)
    )
    text = f"package callers\n\nfun main(names: Array<String>) {{\n    when (names[0]) {{\n{calls}    }}\n}}\n"
    path = folder / "Main.kt"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("number", NUMBERS, ids=IDS)
def test_old_klibs_break_as_said(number: int, said: Said, seen: dict[int, str]) -> None:
    breaks = any(change["klib"] == "breaks" for change in said[number])
    outcome = seen[number].partition("\t")[0]
    assert (outcome != "ok") == breaks, outcome
