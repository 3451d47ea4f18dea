"""The only module that writes into the output: the lock, what was edited, what changed, and applying it."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.printable import printable

LOCK = "kmpgen.lock"


@dataclass(frozen=True)
class Changes:
    """What an update does to the output folder; paths are relative to it."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Lock:
    """What a ``kmpgen.lock`` says: fingerprints, and the hash of every file as it was emitted."""

    fingerprints: Mapping[str, str]
    files: Mapping[str, str]


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def with_lock(files: Mapping[str, bytes], header: Mapping[str, object]) -> dict[str, bytes]:
    """``files`` and their lock; ``header`` is what it says of the model and of kmpgen."""
    content = {**header, "files": {path: digest(data) for path, data in sorted(files.items())}}
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return {**files, LOCK: text.encode()}


def read_lock(folder: Path) -> Lock | None:
    """The folder's lock, None where there is none. A lock that can't be trusted is an error."""
    path = folder / LOCK
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text("utf-8"))
        files = {str(name): str(value) for name, value in content["files"].items()}
        fingerprints = {str(name): str(value) for name, value in content["fingerprints"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = "the lock can't be read"
        hint = "restore it from version control, or build into another folder"
        raise KmpgenError(Diagnostic("KMP303", message, hint, Where(_shown(path)))) from error
    for name in files:
        _inside(folder, name)
    return Lock(fingerprints, files)


def _shown(path: Path) -> str:
    return printable(str(path))


def _inside(folder: Path, name: str) -> Path:
    """The file ``name`` of ``folder``; a name or a link that leads out of it is an error."""
    parts = PurePosixPath(name)
    path = folder / name
    escapes = parts.is_absolute() or ".." in parts.parts or "\\" in name or "\0" in name or not parts.parts
    if escapes or not path.parent.resolve().is_relative_to(folder.resolve()) or path.is_symlink():
        message = f"'{printable(name)}' leads out of the output folder"
        raise KmpgenError(Diagnostic("KMP304", message, "remove the link or mend the lock", Where(_shown(folder))))
    return path


def _on_disk(folder: Path, name: str) -> bytes | None:
    path = _inside(folder, name)
    if path.is_dir():
        message = f"'{name}' is a folder, where a file is to be written"
        raise KmpgenError(Diagnostic("KMP302", message, "move it out of the way", Where(_shown(folder))))
    return path.read_bytes() if path.exists() else None


def check_folder(folder: Path) -> None:
    """Refuses an output path that is no folder."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists() or path.is_symlink())
    if not existing.is_dir():
        message = "the output must be a folder"
        raise KmpgenError(Diagnostic("KMP301", message, "choose another -o", Where(_shown(existing))), exit_code=2)


def plan(folder: Path, files: Mapping[str, bytes]) -> tuple[Changes, list[str]]:
    """What has to change so that ``folder`` holds ``files``, and the files in the way that somebody edited."""
    check_folder(folder)
    lock = read_lock(folder)
    emitted = lock.files if lock else {}
    added, changed, edited = [], [], []
    for name, content in files.items():
        current = _on_disk(folder, name)
        if current is None:
            added.append(name)
        elif current != content:
            changed.append(name)
            if name != LOCK and emitted.get(name) != digest(current):
                edited.append(name)
    stale = {name: _on_disk(folder, name) for name in emitted if name not in files}
    removed = [name for name, current in stale.items() if current is not None]
    edited += [name for name in removed if digest(stale[name] or b"") != emitted[name]]
    return Changes(tuple(added), tuple(changed), tuple(removed)), sorted(edited)


def refuse_edited(folder: Path, edited: Iterable[str]) -> None:
    """Raises an error that names every edited file."""
    problems = [
        Diagnostic(
            "KMP305",
            f"{printable(name)} was not written by kmpgen, or was edited since",
            "move the change into a template or aside; --force overwrites it",
            Where(_shown(folder)),
        )
        for name in edited
    ]
    if problems:
        raise KmpgenError(problems)


def apply(folder: Path, files: Mapping[str, bytes], changes: Changes) -> None:
    """Writes what changed: everything is staged first, then moved into place file by file, the lock last."""
    if not changes:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".kmpgen-", dir=folder))
        try:
            _write(folder, stage, files, changes)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        message = f"can't write: {error.strerror or error}"
        raise KmpgenError(Diagnostic("KMP306", message, "mend it and build again", Where(_shown(folder)))) from error


def _write(folder: Path, stage: Path, files: Mapping[str, bytes], changes: Changes) -> None:
    names = sorted((*changes.added, *changes.changed), key=lambda name: (name == LOCK, name))
    for index, name in enumerate(names):
        (stage / str(index)).write_bytes(files[name])
    for index, name in enumerate(names):
        target = _inside(folder, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        (stage / str(index)).replace(target)
    for name in changes.removed:
        target = _inside(folder, name)
        target.unlink(missing_ok=True)
        _remove_empty(target.parent, folder)


def _remove_empty(path: Path, root: Path) -> None:
    while path != root and not any(path.iterdir()):
        path.rmdir()
        path = path.parent
