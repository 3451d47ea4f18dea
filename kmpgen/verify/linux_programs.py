"""Makes the pinned Kotlin/Native compile and link programs for this machine, with the clang and lld that are installed.

Kotlin/Native would download its own LLVM and a whole sysroot. It takes what is here as well, where it stands in the
folders that it looks into; that is all that is laid out here, as links.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmpgen.verify.host_torch import CxxCompiler
from kmpgen.verify.tools import MissingTool

# Kotlin/Native's own LLVM is 21, and no older clang reads what it writes.
MINIMUM_CLANG = 21
NEWEST_CLANG = 30
ARTIFACTS = ("kotlin", "kotlin-linux")


@dataclass(frozen=True)
class Llvm:
    """`resources` is clang's own folder of headers."""

    clang: Path
    linker: Path
    version: str
    resources: Path


@dataclass(frozen=True)
class LinuxKotlin:
    """A Kotlin/Native home, and the flags with which it compiles for linux_x64 (`compiling`) and links (`linking`)."""

    home: Path
    compiling: tuple[str, ...]
    linking: tuple[str, ...]


def find_llvm() -> Llvm:
    """Raises MissingTool."""
    versions = range(NEWEST_CLANG, MINIMUM_CLANG - 1, -1)
    for name in ("clang", *(f"clang-{version}" for version in versions)):
        clang = shutil.which(name)
        said = _said([clang, "--version"]) if clang else ""
        found = re.search(r"version (\d+)([.\d]*)", said)
        if clang and found and int(found[1]) >= MINIMUM_CLANG:
            linkers = (
                f"ld.lld-{found[1]}",
                "ld.lld",
                *(f"ld.lld-{version}" for version in range(NEWEST_CLANG, 13, -1)),
            )
            linker = next(filter(None, map(shutil.which, linkers)), None)
            if linker is None:
                raise MissingTool("lld", f"Debian: apt install lld-{found[1]}, or the packages of apt.llvm.org")
            resources = _said([clang, "-print-resource-dir"]).strip()
            return Llvm(Path(clang), Path(linker), found[1] + found[2], Path(resources))
    raise MissingTool(
        f"clang {MINIMUM_CLANG} or newer, and lld",
        f"apt install clang-{MINIMUM_CLANG} lld-{MINIMUM_CLANG}, from apt.llvm.org where the system has older ones",
    )


def lay_out(folder: Path, kotlin: Path, kotlin_linux: Path, llvm: Llvm, compiler: CxxCompiler) -> LinuxKotlin:
    """Fills the empty `folder`. `kotlin` and `kotlin_linux` are the two unpacked parts of the distribution."""
    home, data = folder / "home", folder / "data"
    for link, target in {
        "konan/konan.properties": kotlin,
        "konan/lib": kotlin,
        "konan/nativelib": kotlin_linux,
        "konan/targets": kotlin_linux,
        "klib/common": kotlin,
        "klib/platform": kotlin_linux,
        "klib/cache": kotlin_linux,
    }.items():
        _link(home / link, target / link)
    properties = _Properties((kotlin / "konan/konan.properties").read_text(encoding="utf-8"))
    wanted = data / "dependencies"
    used = ("dependencies.linux_x64", "llvm.linux_x64.user", "libffiDir.linux_x64")
    names = [name for setting in used for name in properties.words(setting)]
    for name in names:
        (wanted / name).mkdir(parents=True, exist_ok=True)
        (wanted / name / "here").touch()  # an empty folder counts as missing
    (wanted / ".extracted").write_text("\n".join(names) + "\n", encoding="utf-8")
    own_llvm = wanted / properties["llvmHome.linux_x64"]
    for program, target in {"clang": llvm.clang, "clang++": llvm.clang, "ld.lld": llvm.linker}.items():
        _link(own_llvm / "bin" / program, target)
    _link(own_llvm / "lib/clang" / properties["llvmVersion.linux_x64"], llvm.resources)
    _link(wanted / properties["targetSysRoot.linux_x64"], Path("/"))
    compiling = ("-target", "linux_x64", f"-Xkonan-data-dir={data}")
    return LinuxKotlin(home, compiling, (*compiling, f"-Xoverride-konan-properties={_system_libraries(compiler)}"))


def _system_libraries(compiler: CxxCompiler) -> str:
    """Where this machine keeps the C library and the compiler's own, as Kotlin/Native's settings; below the root."""

    def folder_of(file: str) -> str:
        said = _said([str(compiler.path), f"-print-file-name={file}"]).strip()
        return str(Path(said).resolve().parent).lstrip("/")

    start, gcc, library = folder_of("crt1.o"), folder_of("libgcc.a"), folder_of("libc.so.6")
    libraries = " ".join(dict.fromkeys((start, library, gcc)))
    settings = {"airplaneMode": "true", "libGcc": gcc, "crtFilesLocation": start, "abiSpecificLibraries": libraries}
    return ";".join(
        f"{name}={value}" if name == "airplaneMode" else f"{name}.linux_x64={value}" for name, value in settings.items()
    )


class _Properties:
    """A Java properties file whose values name others as `$name`."""

    def __init__(self, text: str) -> None:
        lines = re.sub(r"\\\n\s*", "", text).splitlines()
        pairs = (line.partition("=") for line in lines if not line.lstrip().startswith("#"))
        self._values = {name.strip(): value.strip() for name, equals, value in pairs if equals}

    def __getitem__(self, name: str) -> str:
        return re.sub(r"\$([\w.-]+)", lambda found: self[found[1]], self._values[name])

    def words(self, name: str) -> list[str]:
        return self[name].split()


def _link(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)


def _said(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
