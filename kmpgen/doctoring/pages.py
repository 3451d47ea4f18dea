"""Whether the native libraries of an AAR fit devices with pages of 16 KB. The only importer of `elftools`."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from kmpgen.config import Config
from kmpgen.doctoring.finding import Finding

GROUP, ARTIFACT = "org.pytorch", "pytorch_android_lite"
PAGE = 16 * 1024
# Devices of 32 bits have pages of 4 KB.
ABIS = ("arm64-v8a", "x86_64")
LAST_OF_ORG_PYTORCH = "2.1.0"
NAME = "16 KB pages"
HINT = (
    "Google Play refuses apps with it that target Android 15 or newer: put a rebuild in its place in the app's Gradle "
    "script (resolutionStrategy, dependencySubstitution), e.g. de.voize.pytorch:pytorch_android_lite:2.8.2, after "
    "checking that one; see https://developer.android.com/guide/practices/page-sizes"
)


def check(config: Config) -> Iterator[Finding]:
    """One finding for the AAR that the settings choose, where it is in a local repository; else what is known of it."""
    if not config.has_android or config.runtime is not None:
        return
    version = config.versions.pytorch_android
    coordinates = f"{GROUP}:{ARTIFACT}:{version}"
    file = next(_local(version), None)
    if file is None:
        yield _unseen(coordinates, version)
        return
    try:
        alignments = dict(_alignments(file))
    except _unreadable() as problem:
        hint = "delete it, so that Maven or Gradle fetches it anew"
        yield Finding("settings", NAME, "warn", f"{file} cannot be read: {problem}", hint)
        return
    short = [f"{name} ({alignment // 1024} KB)" for name, alignment in alignments.items() if alignment < PAGE]
    if short:
        yield Finding("settings", NAME, "warn", f"{coordinates} is not aligned for them: {', '.join(short)}", HINT)
    elif alignments:
        yield Finding("settings", NAME, "ok", f"{coordinates} is aligned for them: {', '.join(alignments)}")
    else:
        yield Finding("settings", NAME, "warn", f"{file} has no libraries for {' or '.join(ABIS)}", "check the version")


def _unseen(coordinates: str, version: str) -> Finding:
    if version == LAST_OF_ORG_PYTORCH:
        return Finding("settings", NAME, "warn", f"{coordinates} is known not to be aligned for them", HINT)
    message = f"{coordinates} is in no local repository, so its libraries were not looked at"
    fetch = f"mvn dependency:get -Dartifact={coordinates}:aar -Dtransitive=false"
    return Finding("settings", NAME, "missing", message, f"fetch it ({fetch}) and run doctor again")


def _local(version: str) -> Iterator[Path]:
    """The AAR in Maven's local repository and in Gradle's cache."""
    gradle = Path(os.environ.get("GRADLE_USER_HOME") or Path.home() / ".gradle")
    file = f"{ARTIFACT}-{version}.aar"
    yield from (Path.home() / ".m2/repository" / GROUP.replace(".", "/") / ARTIFACT / version).glob(file)
    yield from sorted((gradle / "caches/modules-2/files-2.1" / GROUP / ARTIFACT / version).glob(f"*/{file}"))


def _alignments(file: Path) -> Iterator[tuple[str, int]]:
    """For each library of 64 bits, as `arm64-v8a/libx.so`, the least alignment of its loaded segments, in bytes."""
    from elftools.elf.elffile import ELFFile

    with zipfile.ZipFile(file) as aar:
        for entry in sorted(aar.namelist()):
            folder, _, name = entry.removeprefix("jni/").partition("/")
            if entry.startswith("jni/") and folder in ABIS and name.endswith(".so"):
                library = ELFFile(io.BytesIO(aar.read(entry)))
                loaded = [segment["p_align"] for segment in library.iter_segments("PT_LOAD")]
                yield f"{folder}/{name}", min(loaded, default=0)


def _unreadable() -> tuple[type[Exception], ...]:
    from elftools.common.exceptions import ELFError

    return (OSError, zipfile.BadZipFile, zlib.error, ELFError, ValueError, EOFError, RuntimeError, OverflowError)
