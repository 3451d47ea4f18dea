"""Real cinterop for ios_arm64 on Linux: the reference that the header's Kotlin view is held to.

Kotlin/Native only offers cinterop for Apple targets on a Mac. It is Java code over libclang, though: told that it runs
on a Mac, and given Debian's libclang in place of the one it would download, it reads Objective-C headers here as well.
Its SDK is the same stand-in for Foundation that `kmpgen verify` parses against.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmpgen.verify.cache import Cache
from kmpgen.verify.libclang import FOUNDATION
from kmpgen.verify.tools import Jdk, find_jdk

HERE = Path(__file__).parent
PACKAGES = ("clang-22", "libclang1-22", "libllvm22", "libclang-cpp22", "libclang-common-22-dev")
LIBRARIES = ("libLLVM.so.22.1", "libclang-cpp.so.22.1")
# What the pinned Kotlin/Native expects in its dependencies folder on a Mac.
LLVM = "llvm-21-x86_64-macos-dev-83"
SDK = "target-sysroot-xcode_26.4_17E192-iphoneos"
UNUSED = (
    "lldb-4-macos",
    "libffi-3.2.1-3-darwin-macos",
    "target-sysroot-xcode_26.4_17E192-iphonesimulator",
    "target-toolchain-xcode_26.4_17E192",
    "xcode-addon-xcode_26.4_17E192",
)
MAIN = "org.jetbrains.kotlin.cli.utilities.MainKt"


IRRELEVANT = re.compile(r"@kotlinx/cinterop/(internal/|ObjCUnavailable)")
ACCESSOR = re.compile(r"(?:public|protected) final (?:/\* non-default \*/ )?(?:external )?(get|set.*)$")


class CannotSetUp(Exception):
    """This machine lacks something that real cinterop needs here. The text says what."""


@dataclass(frozen=True)
class Cinterop:
    """Set up; `home` is a Kotlin/Native home, `data` what would be its downloads, `libraries` is for the loader."""

    jdk: Jdk
    home: Path
    data: Path
    libraries: Path

    def run(self, definition: Path, include: Path, out: Path) -> None:
        """Makes a klib of the `.def` file's header. Raises subprocess.CalledProcessError with what cinterop said."""
        environment = {
            **os.environ,
            "KONAN_DATA_DIR": str(self.data),
            "LD_LIBRARY_PATH": str(self.libraries),
            "LD_PRELOAD": str(self.libraries / "libclang_extensions.so"),
            "KONAN_USE_INTERNAL_SERVER": "1",
            "LIBCLANG_DISABLE_CRASH_RECOVERY": "1",
        }
        options = ["-Dos.name=Mac OS X", "-Dos.arch=x86_64"]
        arguments = ["cinterop", "-Xoverride-konan-properties", "airplaneMode=true", "-target", "ios_arm64"]
        arguments += ["-def", str(definition), "-compiler-option", f"-I{include}", "-o", str(out)]
        self._java(options, arguments, environment)

    def dump(self, klib: Path) -> str:
        """The klib's declarations, as Kotlin/Native's own tool prints them."""
        return self._java([], ["klib", "dump-metadata", str(klib)], dict(os.environ))

    def _java(self, options: Sequence[str], arguments: Sequence[str], environment: dict[str, str]) -> str:
        jar = self.home / "konan/lib/kotlin-native-compiler-embeddable.jar"
        command = [str(self.jdk.java), "-Xmx1g", "-XX:TieredStopAtLevel=1", f"-Dkonan.home={self.home}", *options]
        command += ["-cp", str(jar), MAIN, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")
        return done.stdout


def set_up(cache: Cache) -> Cinterop:
    """Makes what is missing, in the cache and once. Raises CannotSetUp, MissingTool, KmpgenError."""
    jdk = find_jdk()
    files = cache.ensure(["kotlin", "kotlin-cinterop"])
    sources = [Path(__file__), HERE / "libclang_extensions.c", *sorted(FOUNDATION.rglob("*.h"))]
    key = hashlib.sha256(b"".join(path.read_bytes() for path in sources) + repr(files).encode())
    place = cache.root / f"cinterop-reference-{key.hexdigest()[:12]}"
    with cache.locked():
        if not (place / "complete").exists():
            for older in cache.root.glob("cinterop-reference-*"):
                shutil.rmtree(older, ignore_errors=True)
            _lay_out(place)
            _merge(place / "home", files["kotlin"], files["kotlin-cinterop"])
            _lay_sdk(place / "data/dependencies" / SDK)
            (place / "complete").touch()
    return Cinterop(jdk, place / "home", place / "data", place / "libraries")


def _lay_out(place: Path) -> None:
    unpacked, libraries = place / "llvm", place / "libraries"
    libraries.mkdir(parents=True)
    _debian_packages(place / "packages", unpacked)
    from_debian = unpacked / "usr/lib/x86_64-linux-gnu"
    clang = next(iter(from_debian.glob("libclang-22.so.22*")), None)
    if clang is None:
        raise CannotSetUp("libclang1-22 without libclang-22.so")
    (libraries / "libclang.so.21.1").symlink_to(clang)
    for name in LIBRARIES:
        (libraries / name).symlink_to(from_debian / name)
    _compile(libraries / "libclang_extensions.so")

    dependencies = place / "data/dependencies"
    tools, resources = dependencies / LLVM / "bin", dependencies / LLVM / "lib/clang"
    tools.mkdir(parents=True)
    resources.mkdir(parents=True)
    for tool in (unpacked / "usr/lib/llvm-22/bin").iterdir():
        (tools / tool.name).symlink_to(tool)
    (resources / "21").symlink_to(unpacked / "usr/lib/llvm-22/lib/clang/22")
    for library in libraries.iterdir():
        (resources.parent / library.name).symlink_to(library)
    (resources.parent / "libclang.so").symlink_to("libclang.so.21.1")
    for name in UNUSED:
        (dependencies / name).mkdir()
        (dependencies / name / "placeholder").touch()
    (dependencies / ".extracted").write_text("\n".join([LLVM, SDK, *UNUSED]) + "\n")


def _debian_packages(downloads: Path, unpacked: Path) -> None:
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        raise CannotSetUp("needs Debian's apt-get and dpkg")
    downloads.mkdir()
    command = ["apt-get", "download", "-qq", *PACKAGES]
    if subprocess.run(command, cwd=downloads, capture_output=True).returncode:
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
        done = subprocess.run(command, cwd=downloads, capture_output=True, text=True)
        if done.returncode:
            raise CannotSetUp(f"apt-get download: {done.stderr.strip()}")
    for package in sorted(downloads.glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, unpacked], check=True)
    shutil.rmtree(downloads)


def _compile(library: Path) -> None:
    if not shutil.which("gcc"):
        raise CannotSetUp("needs gcc")
    source = HERE / "libclang_extensions.c"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-o", str(library), str(source), "-ldl"], check=True)


def _merge(home: Path, *parts: Path) -> None:
    """One Kotlin/Native home out of links to the parts' files."""
    for part in parts:
        for folder in ("konan", "klib"):
            for source in sorted((part / folder).iterdir()) if (part / folder).is_dir() else ():
                (home / folder).mkdir(parents=True, exist_ok=True)
                (home / folder / source.name).symlink_to(source)


def _lay_sdk(sdk: Path) -> None:
    framework = sdk / "System/Library/Frameworks/Foundation.framework"
    framework.mkdir(parents=True)
    shutil.copytree(FOUNDATION / "Foundation", framework / "Headers")
    shutil.copytree(FOUNDATION / "c", sdk / "usr/include")
    shutil.copytree(FOUNDATION / "objc", sdk / "usr/include/objc")


def declarations(dump: str) -> set[str]:
    """A dump as a set of declarations, each one line with its owner and annotations in front.

    Left out is what only matters to running code: how a call is bridged, and whether an accessor has a body.
    """
    return set(filter(None, _joined([_without_aliases(line.strip()) for line in dump.splitlines()])))


def _without_aliases(line: str) -> str:
    """Types are shown with the aliases they were written as in comments, `/* = NAME^ */`; constants' values stay."""
    if line.startswith("public typealias"):
        line = line.split(" /* = ")[0]
    return re.sub(r"\^(?=[>?\s]|$)", "", re.sub(r"\s*/\* = [^*]*\^\?? \*/", "", line))


def _annotation(line: str) -> str:
    """The arguments that say something, in one order. `replaceWith` is text for editors."""
    arguments = re.findall(r'(\w+) = ("[^"]*"|[\w/.]+)', re.sub(r"replaceWith = kotlin/ReplaceWith\(.*?\), ", "", line))
    shown = sorted(f"{name} = {value}" for name, value in arguments if name != "isStret")
    return line.split("(")[0] + (f"({', '.join(shown)})" if shown else "")


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Each declaration with its owner in front, its annotations, and its accessors behind."""
    owner, annotations, pending = "", [""], ""
    for line in lines:
        if line.startswith("@"):
            annotations += [] if IRRELEVANT.match(line) else [_annotation(line)]
        elif accessor := ACCESSOR.match(line):
            pending = " ".join([pending, *annotations, accessor[1]])
            annotations = []
        elif line.startswith(("public ", "protected ", "private ", "package {")):
            yield pending
            opens = line.endswith("{")
            text = re.sub(r"(external|/\* secondary \*/) ", "", line).removesuffix("{").strip()
            pending = " ".join(["" if opens else owner, *sorted(annotations), text]).strip()
            annotations = []
            if opens:
                owner = "" if text == "package" else re.sub(r".*(?:class|object) (\S+).*", r"\1:", text)
    yield pending
