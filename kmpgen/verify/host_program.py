"""Runs a Kotlin program over the Android half of an emitted library, on this machine: for samples and experiments.

The library's common and Android sources are compiled unmodified. Under them are, as in tier `run-android`, the real
`org.pytorch` classes, the native library in `host/` in place of the AAR's own, and the torch that is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.verify import run_android
from kmpgen.verify.artifacts import pinned
from kmpgen.verify.compiler import Compilation
from kmpgen.verify.host_torch import find_cxx, find_torch
from kmpgen.verify.kotlin_android import CLASS_PATH, class_files
from kmpgen.verify.library import EmittedLibrary, open_library
from kmpgen.verify.tier import Workshop
from kmpgen.verify.tools import require

NEEDS = run_android.NEEDS
RUN_TIME = ("pytorch-android", "fbjni", "nativeloader", "kotlin-stdlib")
# The names under which those classes ask the JVM for native code.
LOADED_AS = ("libpytorch_jni_lite.so", "libfbjni.so")
LAUNCHER = run_android.HOST / "ProgramHost.java"


def run_program(
    folder: Path,
    sources: Sequence[Path],
    main_class: str,
    arguments: Sequence[str],
    progress: Callable[[str], None] = lambda line: None,
) -> int:
    """Compiles `sources` as an app of the library in `folder` and runs the `main` of `main_class`, e.g. `app.MainKt`.

    The exit status of the program, which has this process's standard streams; 1 where an exception left its `main`.

    Raises MissingTool where the machine lacks something, KmpgenError KMP401 and KMP402 for a folder that is no emitted
    library, KMP410 to KMP413 and KMP420 for tools that cannot be had, KMP422 for Kotlin that does not compile.
    """
    require(NEEDS)
    library = open_library(folder)
    with Workshop([*run_android.ARTIFACTS], progress) as workshop:
        library = library.with_sources_in(workshop.folder("sources"))
        classes = _compile(replace(library, common_test=(), android_test=()), sources, workshop)
        native = run_android.host_library(find_torch(), find_cxx(), workshop.jdk, workshop)
        loaded = workshop.folder("native")
        for name in LOADED_AS:
            (loaded / name).symlink_to(native)
        jars = [class_files(jar) for jar in workshop.cache.ensure(RUN_TIME).values()]
        class_path = os.pathsep.join(map(str, [*classes, *jars]))
        java: list[str | Path] = [workshop.jdk.java, f"-Djava.library.path={loaded}", "-cp", class_path]
        return subprocess.run([*java, LAUNCHER, main_class, *arguments], check=False).returncode


def _compile(library: EmittedLibrary, sources: Sequence[Path], workshop: Workshop) -> list[Path]:
    """The classes of the program, which sees no more of the library than apps do, and those of the library."""
    host = workshop.kotlin()
    files = workshop.cache.ensure([*CLASS_PATH, "kotlin-stdlib"])
    class_path = [class_files(files[id]) for id in (*CLASS_PATH, "kotlin-stdlib")]
    under, program = _library(library, class_path, workshop), workshop.folder("program")
    over = os.pathsep.join(map(str, [*class_path, under]))
    arguments = [*run_android.FLAGS, "-cp", over, "-module-name", "program", "-d", str(program)]
    done = host.submit("jvm", [*arguments, *map(str, sources)]).result()
    _refuse_failed(done, "the program")
    return [program, under]


def _library(library: EmittedLibrary, class_path: Sequence[Path], workshop: Workshop) -> Path:
    """The library's jar, compiled at first use and kept in the cache folder until its sources are others."""
    digest = sha256("\0".join([pinned()["kotlin"].version, *map(str, class_path)]).encode())
    for source in (*library.common, *library.android):
        digest.update(f"\0{source.relative_to(library.sources_root)}\0".encode() + source.read_bytes())
    place = workshop.cache.root / f"library-{digest.hexdigest()[:16]}" / "classes.jar"
    if place.exists():
        return place
    with workshop.cache.locked():
        if not place.exists():
            workshop.progress("compiling the library (once)")
            unfinished = workshop.folder("library") / place.name
            arguments = run_android.compiler_arguments(library, class_path, unfinished)
            _refuse_failed(workshop.kotlin().submit("jvm", arguments).result(), "the library")
            place.parent.mkdir(exist_ok=True)
            shutil.move(unfinished, place.with_suffix(".new"))  # may be another disk: what is in place is always whole
            place.with_suffix(".new").rename(place)
    return place


def _refuse_failed(done: Compilation, what: str) -> None:
    if not done.ok:
        errors = [line for line in done.messages.splitlines() if ": error: " in line or ": warning: " in line]
        first = (errors or done.messages.splitlines() or ["the compiler gave no reason"])[0]
        raise KmpgenError(Diagnostic("KMP422", f"{what} does not compile: {first}", "mend the line that is named"))
