"""The folder of fetched compilers: filled once under a lock, entries appear whole or not at all, damage is mended."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO

from kmpgen.cachefolder import cache_folder
from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.verify import maven
from kmpgen.verify.artifacts import Artifact, pinned
from kmpgen.verify.tools import find_maven

STAMP = ".kmpgen-complete.json"
Progress = Callable[[str], None]


class Cache:
    """Pinned artifacts on disk."""

    def __init__(self, root: Path | None = None, progress: Progress = lambda line: None) -> None:
        self.root = root or cache_folder()
        self._progress = progress

    def ensure(self, ids: Iterable[str]) -> dict[str, Path]:
        """Where each artifact is: its file, or the folder of its kept members. Fetches what is missing or damaged.

        Raises MissingTool where something must be fetched and there is no Maven, KmpgenError KMP410 to KMP412 where
        fetching fails.
        """
        wanted = [pinned()[id] for id in dict.fromkeys(ids)]
        if not all(self._intact(artifact) for artifact in wanted):
            find_maven()  # before anything is made
            with self.locked():
                missing = [artifact for artifact in wanted if not self._intact(artifact)]
                if missing:
                    self._fetch(missing)
        return {artifact.id: self._path(artifact) for artifact in wanted}

    def lacks(self, ids: Iterable[str]) -> list[Artifact]:
        """What `ensure` would fetch, with Maven."""
        return [artifact for artifact in (pinned()[id] for id in dict.fromkeys(ids)) if not self._intact(artifact)]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the cache for this process alone; waits for another one, and says so."""
        import fcntl  # not on Windows, where nothing is ever fetched

        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock = (self.root / "lock").open("a")
        except OSError as problem:
            raise _unusable(self.root, problem) from problem
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._progress("waiting for another kmpgen that is filling the cache")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _path(self, artifact: Artifact) -> Path:
        folder = self.root / artifact.folder
        return folder if artifact.keep else folder / artifact.file_name

    def _intact(self, artifact: Artifact) -> bool:
        """Every file has the size that it was unpacked with: cheap enough for each run, and sees what was cut."""
        folder = self.root / artifact.folder
        try:
            sizes: dict[str, int] = json.loads((folder / STAMP).read_text())
            return bool(sizes) and all((folder / name).stat().st_size == size for name, size in sizes.items())
        except (OSError, ValueError, AttributeError):
            return False

    def _fetch(self, missing: Sequence[Artifact]) -> None:
        """Downloads and unpacks in a folder of its own, then renames each artifact into place. The lock is held."""
        for leftover in self.root.glob("stage-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        stage = self.root / f"stage-{os.getpid()}"
        size = sum({a.sha256: a.size for a in missing}.values())
        self._progress(f"fetching compilers, {maven.megabytes(size)}, into {self.root} (once)")
        try:
            maven.download(find_maven(), missing, stage / "download", self._progress)
            for artifact in missing:
                source = stage / "download" / artifact.sha256
                _check_sum(source, artifact)
                self._progress(f"unpacking {artifact.file_name}")
                _unpack(source, artifact, stage / artifact.folder)
                self._install(stage / artifact.folder, self.root / artifact.folder, stage)
        except OSError as problem:
            raise _unusable(self.root, problem) from problem
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def _install(self, new: Path, place: Path, stage: Path) -> None:
        if place.exists():
            place.rename(stage / f"damaged-{place.name}")
        new.rename(place)


def _check_sum(file: Path, artifact: Artifact) -> None:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    if digest.hexdigest() != artifact.sha256:
        raise KmpgenError(
            Diagnostic(
                "KMP411",
                f"{artifact.file_name} is not the file that kmpgen was tested with: "
                f"SHA-256 {digest.hexdigest()}, expected {artifact.sha256}",
                hint=f"delete {artifact.group.replace('.', '/')}/{artifact.name}/{artifact.version} from Maven's local "
                "repository and run the command again; if it stays, the repository that Maven uses serves another file",
            )
        )


def _unpack(source: Path, artifact: Artifact, into: Path) -> None:
    """Lays the file, or the kept members of the archive, into a new folder and writes the stamp last."""
    into.mkdir(parents=True)
    sizes = {}
    if not artifact.keep:
        shutil.copyfile(source, into / artifact.file_name)
        sizes[artifact.file_name] = artifact.size
    else:
        for name, stream in _members(source, artifact):
            if any(fnmatchcase(name, pattern) for pattern in artifact.keep):
                target = into / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as out:
                    shutil.copyfileobj(stream, out, 1 << 20)
                sizes[name] = target.stat().st_size
    (into / STAMP).write_text(json.dumps(sizes))


def _members(source: Path, artifact: Artifact) -> Iterator[tuple[str, IO[bytes]]]:
    """The archive's files with safe relative names. A tar's single top folder, named for the version, is left out."""
    if artifact.packaging == "tar.gz":
        with tarfile.open(source, "r|gz") as tar:
            for member in tar:
                stream = tar.extractfile(member) if member.isfile() else None
                path = PurePosixPath(*PurePosixPath(member.name).parts[1:])
                if stream is not None and _safe(path):
                    yield str(path), stream
    else:
        with zipfile.ZipFile(source) as archive:
            for entry in archive.infolist():
                if not entry.is_dir() and _safe(PurePosixPath(entry.filename)):
                    with archive.open(entry) as stream:
                        yield entry.filename, stream


def _safe(path: PurePosixPath) -> bool:
    return not path.is_absolute() and ".." not in path.parts


def _unusable(root: Path, problem: OSError) -> KmpgenError:
    return KmpgenError(
        Diagnostic(
            "KMP412",
            f"the cache folder {root} cannot be used: {problem.strerror or problem}",
            hint="free some space or make it writable, or name another folder with KMPGEN_CACHE",
        )
    )
