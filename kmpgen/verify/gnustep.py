"""An installed clang and GNUstep: another, complete Foundation to compile the emitted Objective-C against."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmpgen.verify.tools import MissingTool

HEADERS = Path("/usr/include/GNUstep")
# GNUstep on Debian runs on GCC's Objective-C runtime, with its fragile ABI: no ARC, no blocks.
RUNTIME = (
    "-DGNUSTEP -DGNUSTEP_BASE_LIBRARY=1 -DGNU_RUNTIME=1 -fexceptions -fobjc-exceptions -D_NATIVE_OBJC_EXCEPTIONS "
    "-fconstant-string-class=NSConstantString"
).split()
# Foundation of Apple has this macro, GNUstep 1.28 does not.
SWIFT_NAME = "-DNS_SWIFT_NAME(name)="
_COMPLAINT = re.compile(r": (fatal )?(error|warning): ")
STRICT = (
    SWIFT_NAME,
    "-fsyntax-only",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-fno-caret-diagnostics",
    "-fno-color-diagnostics",
)


@dataclass(frozen=True)
class Toolchain:
    clang: Path
    includes: tuple[str, ...]
    versions: dict[str, str]

    def compile(self, header: Path, implementations: Sequence[Path]) -> Iterator[str]:
        """What clang complains of: .m files in manual mode on the installed runtime, the public header under ARC."""
        for file in implementations:
            yield from self._complaints([*RUNTIME, "-std=gnu11", str(file)])
        # ARC needs a newer runtime than the installed one, whose own headers do not even parse under it: only what is
        # said of the library counts.
        arc = ["-fobjc-runtime=gnustep-2.0", "-fobjc-arc", "-x", "objective-c", "-include", str(header), "/dev/null"]
        yield from (line for line in self._complaints(arc) if line.startswith(str(header.parent)))

    def _complaints(self, arguments: Sequence[str]) -> list[str]:
        command = [str(self.clang), *STRICT, *self.includes, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return []
        return [line for line in done.stderr.splitlines() if _COMPLAINT.search(line)] or [done.stderr]


def find() -> Toolchain | None:
    """None where a part of it is not installed."""
    clang = next(filter(None, map(shutil.which, ("clang", *(f"clang-{n}" for n in range(22, 13, -1))))), None)
    runtime = next(iter(sorted(Path("/usr/lib/gcc").glob("*/*/include/objc/objc.h"), reverse=True)), None)
    if clang is None or runtime is None or not (HEADERS / "Foundation/Foundation.h").is_file():
        return None
    said = subprocess.run([clang, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"version (\d+[.\d]*)", said)
    config = HEADERS / "GNUstepBase/GSConfig.h"
    base = re.search(r"GNUSTEP_BASE_VERSION\s+([\d.]+)", config.read_text(errors="replace") if config.is_file() else "")
    versions = {"clang": version[1] if version else "unknown", "gnustep-base": base[1] if base else "installed"}
    return Toolchain(Path(clang), ("-isystem", str(HEADERS), "-isystem", str(runtime.parent.parent)), versions)


def require() -> Toolchain:
    """Raises MissingTool where a part of it is not installed."""
    toolchain = find()
    if toolchain is None:
        packages = "libgnustep-base-dev, libobjc-12-dev"
        how = f"Debian: apt install clang {packages.replace(',', '')}"
        raise MissingTool(f"clang and GNUstep (Debian: {packages})", how)
    return toolchain
