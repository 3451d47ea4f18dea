"""The only module that writes into the output: the lock, what was edited, what changed, and applying it."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.printable import printable, quoted

LOCK = "kmpgen.lock"
STAGE = ".kmpgen-"
LONGEST_FOLDER = 255
LONGEST_NAME = LONGEST_FOLDER - len(".class")
"""Bytes of a name: file systems take 255, and compilers name what they make after the source with a longer ending."""


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
        "".join(files).encode()  # an escaped surrogate is JSON and no file's name
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
    escapes = escapes or str(parts) != name  # ./a and a would be two files of the lock and one of the disk
    inside = Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(folder))
    if escapes or not inside or path.is_symlink():
        message = f"'{printable(name)}' leads out of the output folder"
        raise KmpgenError(Diagnostic("KMP304", message, "remove the link or mend the lock", Where(_shown(folder))))
    return path


def _mode(path: Path) -> int | None:
    """`st_mode` of what stands at ``path``, links followed: 0 for a link that leads nowhere, None for nothing."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0 if path.is_symlink() else None


def _walk(folder: Path, name: str) -> tuple[str, int | None]:
    """How far ``name`` leads: its first part that is no folder (else all of it), and the mode of what is there."""
    _inside(folder, name)
    parts = PurePosixPath(name).parts
    for count in range(1, len(parts) + 1):
        step = "/".join(parts[:count])
        mode = _mode(folder / step)
        if mode is None or not stat.S_ISDIR(mode):
            break
    return step, mode


def _current(folder: Path, name: str) -> bytes | None:
    """The bytes of the file ``name``, None where it can be added; KMP302 where something else stands in its way."""
    step, mode = _walk(folder, name)
    if mode is None:
        return None
    if step != name or not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "a file" if stat.S_ISREG(mode) else "neither file nor folder"
        wanted = "file" if step == name else "folder"
        message = f"'{printable(step)}' is {kind}, where a {wanted} is to be written"
        raise KmpgenError(Diagnostic("KMP302", message, "move it out of the way", Where(_shown(folder))))
    return (folder / name).read_bytes()


def _emitted_once(folder: Path, name: str) -> bytes | None:
    """The bytes of a file that an earlier build emitted; None where there is no such file any more."""
    step, mode = _walk(folder, name)
    return (folder / name).read_bytes() if step == name and mode and stat.S_ISREG(mode) else None


@contextmanager
def _os_errors(folder: Path, doing: str) -> Iterator[None]:
    """Says what the system refused in ``folder``: KMP307 for a name that is too long, KMP306 for all else."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise _too_long(folder, ()) from error
        place = str(error.filename2 or error.filename or folder)
        message = f"can't {doing}: {error.strerror or error}"
        where = _shown(folder if STAGE in place else Path(place))
        raise KmpgenError(Diagnostic("KMP306", message, "mend it and build again", Where(where))) from error


def _too_long(folder: Path, names: Iterable[str]) -> KmpgenError:
    hint = "choose a shorter -o, --name or --package, or rename the model's class"
    messages = [f"a name is too long: {name}" for name in names] or ["the path or a name in it is too long"]
    return KmpgenError([Diagnostic("KMP307", message, hint, Where(_shown(folder))) for message in messages])


def _check_lengths(folder: Path, files: Iterable[str]) -> None:
    """Refuses names that the file system, or a compiler's output folder, could not hold."""
    parts = (part for name in files for part in PurePosixPath(name).parts)
    long = [part for part in folder.parts if len(os.fsencode(part)) > LONGEST_FOLDER]
    long += [part for part in parts if len(os.fsencode(part)) > LONGEST_NAME]
    if long:
        raise _too_long(folder, dict.fromkeys(quoted(part, 60) for part in long))


def check_folder(folder: Path) -> None:
    """Refuses an output path that is no folder."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists() or path.is_symlink())
    if not existing.is_dir():
        message = "the output must be a folder"
        raise KmpgenError(Diagnostic("KMP301", message, "choose another -o", Where(_shown(existing))), exit_code=2)


def plan(folder: Path, files: Mapping[str, bytes]) -> tuple[Changes, list[str]]:
    """What has to change so that ``folder`` holds ``files``, and the files in the way that somebody edited."""
    _check_lengths(folder, files)
    with _os_errors(folder, "read"):
        check_folder(folder)
        lock = read_lock(folder)
        return _compare(folder, files, lock.files if lock else {})


def _compare(folder: Path, files: Mapping[str, bytes], emitted: Mapping[str, str]) -> tuple[Changes, list[str]]:
    added, changed, edited = [], [], []
    found = {name: _emitted_once(folder, name) for name in emitted if name not in files}
    stale = {name: content for name, content in found.items() if content is not None}
    folded = {name.casefold(): name for name in stale}
    for name, content in files.items():
        current = _current(folder, name)
        old_name = folded.get(name.casefold())
        # Where the disk ignores case, Foo.kt is found for FOO.kt: that is a file to rename, not one that was edited.
        if current is None or (old_name and (folder / old_name).samefile(folder / name)):
            added.append(name)
        elif current != content:
            changed.append(name)
            if name != LOCK and emitted.get(name) != digest(current):
                edited.append(name)
    edited += [name for name, content in stale.items() if digest(content) != emitted[name]]
    return Changes(tuple(added), tuple(changed), tuple(stale)), sorted(edited)


def refuse_edited(folder: Path, edited: Iterable[str]) -> None:
    """Raises an error that names every edited file."""
    problems = [
        Diagnostic(
            "KMP305",
            f"{printable(name)} was not written by kmpgen, or was edited since",
            "move it aside, or overwrite it with --force",
            Where(_shown(folder)),
        )
        for name in edited
    ]
    if problems:
        raise KmpgenError(problems)


def apply(folder: Path, files: Mapping[str, bytes], changes: Changes) -> None:
    """Writes what changed, or nothing: what was done is undone where the system refuses the rest (KMP306).

    Everything is staged and every folder made first; files then move into place one by one, the lock last.
    """
    if not changes:
        return
    with _os_errors(folder, "write"), ExitStack() as undo:
        _make_folder(folder, undo)
        stage = Path(tempfile.mkdtemp(prefix=STAGE, dir=folder))
        undo.callback(_give_up, stage)
        _write(folder, stage, files, changes, undo)
        undo.pop_all()
    shutil.rmtree(stage, ignore_errors=True)
    for name in changes.removed:
        _remove_empty((folder / name).parent, folder)


def _write(folder: Path, stage: Path, files: Mapping[str, bytes], changes: Changes, undo: ExitStack) -> None:
    names = sorted((*changes.added, *changes.changed), key=lambda name: (name == LOCK, name))
    new, old = stage / "new", stage / "old"
    new.mkdir()
    old.mkdir()
    for index, name in enumerate(names):
        (new / str(index)).write_bytes(files[name])
    for name in names:
        _make_folder(_inside(folder, name).parent, undo)
    # Before anything is put in place: where the disk ignores case, a removed name may be that of an added file.
    for index, name in enumerate(changes.removed):
        _take_away(_inside(folder, name), old / f"removed{index}", undo)
    changed = set(changes.changed)
    for index, name in enumerate(names):
        target = _inside(folder, name)
        if name in changed:
            _exchange(new / str(index), target, old / str(index), undo)
        else:
            (new / str(index)).replace(target)
            undo.callback(target.unlink, missing_ok=True)


def _make_folder(path: Path, undo: ExitStack) -> None:
    missing = []
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        folder.mkdir()
        undo.callback(_remove_folder, folder)


def _take_away(target: Path, backup: Path, undo: ExitStack) -> None:
    with suppress(FileNotFoundError):
        target.replace(backup)
        undo.callback(backup.replace, target)


def _exchange(content: Path, target: Path, backup: Path, undo: ExitStack) -> None:
    """Backs a copy up, so that there is no moment without the file; only what was replaced gets a backup."""
    copy = content.with_name("copy")
    shutil.copy2(target, copy)
    content.replace(target)
    copy.replace(backup)
    undo.callback(backup.replace, target)


def _give_up(stage: Path) -> None:
    """Removes the stage after an undo, except for backups that could not be put back."""
    shutil.rmtree(stage / "new", ignore_errors=True)
    _remove_folder(stage / "old")
    _remove_folder(stage)


def _remove_folder(path: Path) -> None:
    with suppress(OSError):  # somebody put something into it
        path.rmdir()


def _remove_empty(path: Path, root: Path) -> None:
    with suppress(OSError):  # it is not empty, or gone already
        while path != root:
            path.rmdir()
            path = path.parent
