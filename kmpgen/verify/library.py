"""An emitted library as `verify` sees it: where its sources, its cinterop definition and its Objective-C are."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kmpgen.config import TARGETS
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.writing.writer import refuse_interrupted


@dataclass(frozen=True)
class Cinterop:
    """What the `.def` file says, and the header it names."""

    package: str
    header: Path

    @property
    def prefix(self) -> str:
        """What the wrapper's classes start with, its functions in small letters."""
        return self.header.stem.removesuffix("LibTorchWrapper")


@dataclass(frozen=True)
class EmittedLibrary:
    """`root` is absolute. Sources are sorted, so that every run compiles the same thing in the same order.

    `sources_root` is where the Kotlin sources are read from: the root, or a copy under a name that compilers take.
    The test source sets are empty where nothing was recorded.
    """

    root: Path
    sources_root: Path
    common: tuple[Path, ...]
    android: tuple[Path, ...]
    ios: tuple[Path, ...]
    common_test: tuple[Path, ...]
    android_test: tuple[Path, ...]
    ios_test: tuple[Path, ...]
    targets: tuple[str, ...] = TARGETS
    """What it was built for, as its lock says."""
    runtime: EmittedLibrary | None = None
    """The library that it stands on, where its runtime is not in it."""

    @property
    def halves(self) -> set[str]:
        """`Android`, `iOS` or both."""
        return {"Android" if target == "android" else "iOS" for target in self.targets}

    @property
    def models(self) -> tuple[Path, ...]:
        """The folders of models that are part of it: Android's assets, and the resources of the pod."""
        return tuple(folder for folder in [self.root / "ios/models", self.root / "models"] if folder.is_dir())

    @property
    def resource_folders(self) -> tuple[Path, ...]:
        """All that tests read from: the recordings, and the models that are part of the library."""
        inner = (folder for models in self.models for folder in sorted(models.iterdir()) if folder.is_dir())
        return (self.test_resources, *inner)

    @property
    def test_resources(self) -> Path:
        """The folder of the recordings and models that the tests read."""
        return self.root / "src/commonTest/resources"

    def relative(self, text: str) -> str:
        """What a tool said, with paths inside the library relative to it."""
        for root in (self.sources_root, self.root):
            text = text.replace(f"file://{root}/", "").replace(f"{root}/", "")
        return text

    def with_sources_in(self, folder: Path) -> EmittedLibrary:
        """The same library with its Kotlin sources copied: compilers split paths at commas and colons.

        Raises KmpgenError (exit code 2) KMP402 where one cannot be read.
        """
        sources = (self.common, self.android, self.ios, self.common_test, self.android_test, self.ios_test)
        for source in chain(*sources):
            copy = folder / source.relative_to(self.sources_root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            with _readable(source):
                shutil.copyfile(source, copy)
        runtime = self.runtime and self.runtime.with_sources_in(folder / "runtime")
        return EmittedLibrary(self.root, folder, **_sources(folder), targets=self.targets, runtime=runtime)

    @property
    def module_name(self) -> str:
        """A name for the compilers, which put it into names of files and symbols."""
        return re.sub(r"\W", "_", self.root.name) or "library"

    def cinterop(self) -> Cinterop:
        """Reads the one `.def` file. Raises KmpgenError KMP403 where it or its header is missing or says too little."""
        definitions = sorted((self.root / "src/nativeInterop/cinterop").glob("*.def"))
        if len(definitions) != 1:
            raise _bad_interop(f"src/nativeInterop/cinterop holds {len(definitions)} .def files, not one", "")
        file = str(definitions[0].relative_to(self.root))
        if not definitions[0].is_file():  # to open a pipe would wait for ever
            raise _bad_interop("it is no file", file)
        try:
            entries = _definition(definitions[0])
        except OSError as error:
            raise _bad_interop(f"it cannot be read: {error.strerror or error}", file) from error
        headers = shlex.split(entries.get("headers", ""))
        package = entries.get("package", "")
        if len(headers) != 1 or not package:
            raise _bad_interop("it must name one header and a package", file)
        found = sorted((self.root / "ios").glob(f"**/{headers[0]}"))
        if not found:
            raise _bad_interop(f"no file {headers[0]} under ios/", file)
        return Cinterop(package, found[0])


def open_library(folder: Path) -> EmittedLibrary:
    """Raises KmpgenError (exit code 2) KMP401 where the folder is missing, KMP402 where it is no emitted library."""
    with _readable(folder):
        return _open(folder)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """KMP402 for what the system does not let us read: `path`, or the part of it that the system names."""
    try:
        yield
    except OSError as error:
        refused = error.filename or path
        message = f"{refused} cannot be read: {error.strerror or error}"
        raise KmpgenError(Diagnostic("KMP402", message, hint="check the path and its permissions"), 2) from error


def _open(folder: Path) -> EmittedLibrary:
    if not folder.is_dir():
        raise KmpgenError(
            Diagnostic("KMP401", f"no such folder: {folder}", hint="name the folder that `kmpgen build` wrote"), 2
        )
    root = folder.resolve()
    refuse_interrupted(root, exit_code=2)
    for part in ("kmpgen.lock", "src/commonMain"):
        if not (root / part).exists():
            raise KmpgenError(
                Diagnostic(
                    "KMP402",
                    f"{folder} is not a library that kmpgen emitted: it has no {part}",
                    hint="name the folder that `kmpgen build` wrote (its -o), or build it again",
                ),
                2,
            )
    return EmittedLibrary(root, root, **_sources(root), targets=_targets(root / "kmpgen.lock"), runtime=None)


def _targets(lock: Path) -> tuple[str, ...]:
    """All of them where the lock does not say: then the sources are judged for each."""
    try:
        named = json.loads(lock.read_bytes())["targets"]
        return tuple(target for target in TARGETS if target in named) or TARGETS
    except (ValueError, KeyError, TypeError, RecursionError):
        return TARGETS


SOURCE_SETS = {
    "common": "commonMain",
    "android": "androidMain",
    "ios": "iosMain",
    "common_test": "commonTest",
    "android_test": "androidDeviceTest",
    "ios_test": "iosTest",
}


def _sources(root: Path) -> dict[str, tuple[Path, ...]]:
    return {name: tuple(sorted(_kotlin(root / "src" / folder))) for name, folder in SOURCE_SETS.items()}


def _kotlin(source_set: Path) -> Iterator[Path]:
    """All Kotlin files; `rglob` would pass over folders that it cannot read as if they were empty."""

    def refuse(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # a source set may be missing
            raise error

    for folder, _, names in os.walk(source_set, onerror=refuse):
        yield from (Path(folder, name) for name in names if name.endswith(".kt"))


def _definition(file: Path) -> dict[str, str]:
    """The `key = value` lines before the `---` that starts embedded C."""
    entries = {}
    for line in file.read_text(encoding="utf-8", errors="replace").split("\n---", 1)[0].splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.lstrip().startswith("#"):
            entries[key.strip()] = value.strip()
    return entries


def _bad_interop(message: str, file: str) -> KmpgenError:
    return KmpgenError(
        Diagnostic("KMP403", f"the cinterop definition cannot be used: {message}", where=Where(file=file or None))
    )
