"""A stand-in for Apple's Foundation on linux_x64: the few classes that emitted files name, a library of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kmpgen.verify.compiler import CompilerHost
from kmpgen.verify.linux_programs import LinuxKotlin

SOURCE = Path(__file__).with_name("standins") / "Foundation.kt"


def with_foundation(konan: LinuxKotlin, host: CompilerHost, folder: Path) -> LinuxKotlin:
    """``konan`` with the stand-in on its path; ``folder`` is where that is compiled to."""
    klib = folder / "klib"
    flags = ["-produce", "library", "-nopack", "-module-name", "foundation", "-o", str(klib)]
    compiled = host.submit("native", [*konan.compiling, *flags, str(SOURCE)]).result()
    if not compiled.ok:
        raise RuntimeError(f"kmpgen's own {SOURCE.name} does not compile:\n{compiled.messages}")
    over = ("-l", str(klib))
    return replace(konan, compiling=(*konan.compiling, *over), linking=(*konan.linking, *over))
