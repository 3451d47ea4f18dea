"""What Swift sees of an emitted library: the header of a framework, as Kotlin's own compiler writes it.

The compiler makes frameworks on a Mac only, but the header comes before all that needs one. It runs in a JVM that calls
itself a Mac, and ends where it looks for Apple's tools, after the header. This takes some ten seconds.
"""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from pathlib import Path

from kmpgen.verify import kotlin_ios
from kmpgen.verify.cache import Cache
from kmpgen.verify.compiler import JVM_FLAGS, CompilerHost
from kmpgen.verify.header import read_header
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.stub import render_stub
from kmpgen.verify.tier import Workshop
from kmpgen.verify.tools import find_jdk

_INTERFACE = re.compile(
    r'(?:swift_name\("(?P<swift>[\w.]+)"\)\)\)\n)?@interface (?P<name>\w+)[^\n]*\n(?P<body>.*?)^@end', re.M | re.S
)
_MEMBER = re.compile(r'^[-+@][^\n]* __attribute__\(\(swift_name\("([^"]+)"\)\)\)', re.M)


def swift_view(library: EmittedLibrary, folder: Path) -> dict[str, list[str]]:
    """Swift's names of the members of each class, by Swift's name of the class: ``{"Tensor": ["toNSData()", ...]}``.

    What the library stands on is linked, not exported.
    """
    with Workshop(kotlin_ios.ARTIFACTS) as workshop:
        klibs = _compiled(library, workshop.kotlin(), folder)
    _link_home(folder / "home")
    header = _header(klibs, folder)
    classes: dict[str, str] = {}
    members: dict[str, list[str]] = defaultdict(list)
    for found in _INTERFACE.finditer(header):
        classes.setdefault(found["name"], found["swift"] or found["name"])
        members[classes[found["name"]]] += _MEMBER.findall(found["body"])  # a category's go to its class
    return dict(members)


def _compiled(library: EmittedLibrary, host: CompilerHost, folder: Path) -> list[Path]:
    """The library for ios_arm64, after the stub of its wrapper and what it stands on."""
    interop = (library.runtime or library).cinterop()
    source, stub, runtime, klib = folder / "stub.kt", folder / "stub", folder / "runtime", folder / "klib"
    over = [stub, runtime] if library.runtime else [stub]
    source.write_text(render_stub(read_header(interop.header, interop.header.name), interop.package))
    opt_in = ("-opt-in", "kotlin.native.internal.InternalForKotlinNative", "-module-name", "stub")
    for arguments in (
        [*kotlin_ios.TARGET, *opt_in, "-o", str(stub), str(source)],
        *([kotlin_ios._arguments(library.runtime, [stub], runtime)] if library.runtime else []),
        kotlin_ios._arguments(library, over, klib),
    ):
        compilation = host.submit("native", arguments).result()
        assert compilation.ok, compilation.messages
    return [*over, klib]


def _link_home(home: Path) -> None:
    """A Kotlin/Native home with libraries for iOS and native parts for Linux."""
    files = Cache().ensure(("kotlin", "kotlin-linux"))
    for path, artifact in {
        "konan/konan.properties": "kotlin",
        "konan/lib": "kotlin",
        "konan/nativelib": "kotlin-linux",
        "klib/common": "kotlin",
        "klib/platform": "kotlin",
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).symlink_to(files[artifact] / path)


def _header(klibs: list[Path], folder: Path) -> str:
    home = folder / "home"
    jars = ":".join(map(str, sorted((home / "konan/lib").glob("*.jar"))))
    *_, library = klibs
    arguments = ["-target", "ios_arm64", "-produce", "framework", "-Xomit-framework-binary", "-Xstatic-framework"]
    arguments += [f"-Xexport-library={library}", f"-Xkonan-data-dir={folder / 'data'}", "-o", str(folder / "Shared")]
    arguments += [
        "-Xoverride-konan-properties=airplaneMode=true",
        *(word for klib in klibs for word in ("-l", str(klib))),
    ]
    pretence = ["-Dos.name=Mac OS X", "-Dos.arch=aarch64", f"-Dkonan.home={home}"]
    command: list[str | Path] = [
        find_jdk().java,
        *JVM_FLAGS,
        *pretence,
        "-cp",
        jars,
        "org.jetbrains.kotlin.cli.bc.K2Native",
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    header = folder / "Shared.framework/Headers/Shared.h"
    assert header.exists(), done.stdout + done.stderr
    return header.read_text()
