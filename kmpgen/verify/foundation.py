"""A stand-in for Apple's Foundation on linux_x64: the few classes that emitted files name, a library of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.verify.compiler import CompilerHost
from kmpgen.verify.linux_programs import LinuxKotlin

SOURCE = Path(__file__).with_name("standins") / "Foundation.kt"


def with_foundation(konan: LinuxKotlin, host: CompilerHost, folder: Path) -> LinuxKotlin:
    """``konan`` with the stand-in on its path; ``folder`` is where that is compiled to.

    Raises KmpgenError KMP413 where Kotlin/Native compiles nothing here.
    """
    klib = folder / "klib"
    flags = ["-produce", "library", "-nopack", "-module-name", "foundation", "-o", str(klib)]
    compiled = host.submit("native", [*konan.compiling, *flags, str(SOURCE)]).result()
    if not compiled.ok:
        lines = [line for line in compiled.messages.splitlines() if line.strip()] or ["it does not say why"]
        said = next((line for line in lines if "error: " in line), lines[0])
        hint = "check that 2.5 GB of memory are free, and that clang and lld are those that `kmpgen doctor` names"
        raise KmpgenError(Diagnostic("KMP413", f"Kotlin/Native does not compile here: {said}", hint=hint))
    over = ("-l", str(klib))
    return replace(konan, compiling=(*konan.compiling, *over), linking=(*konan.linking, *over))
