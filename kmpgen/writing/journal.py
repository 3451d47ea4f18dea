"""An update of the output folder that a crash can't tear: staged, then moved into place under a journal.

Everything is first written beside (`STAGE`), with the former files; then one rename makes the journal count, and from
there the update is completed, whoever does it: this process or, after a crash, the next build. Where the system refuses
a step, a second rename turns the journal round, and all is undone. Every step can be taken twice. What somebody edited
since the update was planned is left alone. ADR 13 says why.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.writing.lockfile import digest
from kmpgen.writing.places import STAGE, check_stage, inside, shown

_REDO, _UNDO = "redo.json", "undo.json"


@dataclass(frozen=True)
class Step:
    """What happens to one file: the hash of what stands there and of what shall; None for nothing."""

    number: int
    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class _Update:
    """A journal as read: its steps, removals first and the lock last, and the folders that had to be made."""

    folder: Path
    steps: tuple[Step, ...]
    folders: tuple[str, ...]

    @property
    def stage(self) -> Path:
        return self.folder / STAGE

    def new(self, step: Step) -> Path:
        return self.stage / "new" / str(step.number)

    def old(self, step: Step) -> Path:
        return self.stage / "old" / str(step.number)


def is_interrupted(folder: Path) -> bool:
    """Whether an update of ``folder`` was begun and neither completed nor undone."""
    return (folder / STAGE / _REDO).is_file() or (folder / STAGE / _UNDO).is_file()


def begin(folder: Path, steps: Sequence[Step], contents: Sequence[bytes | None], *, durable: bool) -> None:
    """Stages ``steps``; ``contents`` are the new files' bytes, in the same order. Nothing in its place is touched.

    Raises OSError with nothing left behind. ``durable`` waits for the disk, so that a power loss tears nothing either.
    """
    discard(folder)
    update = _Update(folder, tuple(steps), tuple(_missing_folders(folder, steps)))
    try:
        for path in (update.stage, update.stage / "new", update.stage / "old"):
            path.mkdir()
        _stage(update, contents)
        text = json.dumps({"folders": update.folders, "steps": [[step.name, step.old, step.new] for step in steps]})
        _write(update.stage / "journal", text.encode())
        if durable:
            names = [str(path) for path in update.stage.rglob("*")]
            _sync([*names, update.stage, folder])
        (update.stage / "journal").rename(update.stage / _REDO)
        if durable:
            _sync([update.stage])
    except BaseException:
        discard(folder)
        raise


def _stage(update: _Update, contents: Sequence[bytes | None]) -> None:
    for step, content in zip(update.steps, contents, strict=True):
        if content is not None:
            _write(update.new(step), content)
        if step.old is not None:
            _back_up(inside(update.folder, step.name), update.old(step))


def _missing_folders(folder: Path, steps: Iterable[Step]) -> list[str]:
    """Outer ones first."""
    names = [step.name.split("/")[:-1] for step in steps if step.new is not None]
    wanted = {parent for parts in names for parent in accumulate(parts, "{}/{}".format)}
    return sorted(name for name in wanted if not (folder / name).is_dir())


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)


def _back_up(target: Path, backup: Path) -> None:
    """A second name for the same file, which takes no space; a copy where the disk knows no such thing."""
    try:
        os.link(target, backup)
    except OSError:
        shutil.copy2(target, backup)


def finish(folder: Path, *, durable: bool = True) -> list[str]:
    """Completes the update that is under way in ``folder``, or undoes it: the files that were edited meanwhile.

    Where there is none, what an update left that never began, or was over, is removed.

    Raises OSError where the system refuses a step: then all is undone, or, where it refuses that too, is left to the
    next call. Raises KmpgenError KMP303 for a journal that is damaged, KMP304 for one that leads out of the folder.
    """
    check_stage(folder)
    redo = folder / STAGE / _REDO
    if redo.is_file():
        update = _read(folder, redo)
        try:
            if _is_whole(update):
                kept = _redo(update, durable)
                _close(update, redo)
                return kept
            redo.rename(folder / STAGE / _UNDO)
        except OSError:
            redo.rename(folder / STAGE / _UNDO)
            _undone(folder, durable)
            raise
    return _undone(folder, durable)


def _undone(folder: Path, durable: bool) -> list[str]:
    journal = folder / STAGE / _UNDO
    if not journal.is_file():
        discard(folder)
        return []
    update = _read(folder, journal)
    kept = _undo(update)
    if durable:
        _sync(_parents(update))
    _close(update, journal)
    return kept


def _read(folder: Path, journal: Path) -> _Update:
    try:
        content = json.loads(journal.read_text("utf-8"))
        steps = tuple(_step(number, *entry) for number, entry in enumerate(content["steps"]))
        update = _Update(folder, steps, tuple(str(name) for name in content["folders"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = "the journal of an interrupted update can't be read"
        hint = f"look at what {STAGE}/old holds, remove {STAGE}, and build again with --force"
        raise KmpgenError(Diagnostic("KMP303", message, hint, Where(shown(journal)))) from error
    for name in (*(step.name for step in steps), *update.folders):
        inside(folder, name)
    return update


def _step(number: int, name: object, old: object, new: object) -> Step:
    if isinstance(name, str) and isinstance(old, str | None) and isinstance(new, str | None):
        return Step(number, name, old, new)
    raise TypeError(name)


def _is_whole(update: _Update) -> bool:
    """Whether no staged file was torn, as a power loss may where writing waited for nothing."""
    return all(_digest(update.new(step)) in (None, step.new) for step in update.steps if step.new is not None)


def _digest(path: Path) -> str | None:
    """The hash of the file's content, None where there is none, "" where what is there is no file."""
    if not path.exists() and not path.is_symlink():
        return None
    return digest(path.read_bytes()) if path.is_file() else ""


def _redo(update: _Update, durable: bool) -> list[str]:
    writes = [step for step in update.steps if step.new is not None]
    kept: list[str] = []
    # Before anything is put in place: where the disk ignores case, a removed name may be that of an added file.
    if all(update.new(step).exists() for step in writes):
        kept += _redo_removals(update)
        if durable:
            _sync(_parents(update))
    for name in update.folders:
        with suppress(FileExistsError):
            inside(update.folder, name).mkdir()
    for step in writes:
        staged, target = update.new(step), inside(update.folder, step.name)
        if staged.exists():
            if _digest(target) in (step.old, step.new):
                staged.replace(target)
            else:
                kept.append(step.name)
    for step in update.steps:
        if step.new is None:
            _remove_empty((update.folder / step.name).parent, update.folder)
    if durable:
        _sync(_parents(update))
    return kept


def _redo_removals(update: _Update) -> list[str]:
    kept = []
    for step in update.steps:
        if step.new is None:
            target = inside(update.folder, step.name)
            found = _digest(target)
            if found == step.old:
                target.unlink()
            elif found is not None:
                kept.append(step.name)
    return kept


def _undo(update: _Update) -> list[str]:
    kept = []
    for step in reversed(update.steps):
        target, staged, backup = inside(update.folder, step.name), update.new(step), update.old(step)
        if step.new is not None and not staged.exists() and (step.old is None or backup.exists()):
            found = _digest(target)
            if found not in (step.new, None):
                kept.append(step.name)
            elif step.old is not None:
                backup.replace(target)
            elif found is not None:
                target.replace(staged)
        elif step.new is None and backup.exists() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            backup.replace(target)
    for name in reversed(update.folders):
        remove_folder(inside(update.folder, name))
    return kept


def _close(update: _Update, journal: Path) -> None:
    """The update is over once the journal is gone. Should it come back after a power loss, it finds nothing to do."""
    journal.unlink()
    discard(update.folder)


def discard(folder: Path) -> None:
    """Removes what was staged for an update that never began, or is over."""
    check_stage(folder)
    shutil.rmtree(folder / STAGE, ignore_errors=True)


def _parents(update: _Update) -> list[Path]:
    """The folders whose entries the update changes, as far as they exist."""
    parents = {parent: None for step in update.steps for parent in (update.folder / step.name).parents}
    return [parent for parent in parents if parent.is_relative_to(update.folder) and parent.is_dir()]


def _sync(paths: Iterable[Path | str]) -> None:
    """Waits until the disk has files and entries of folders."""
    for path in paths:
        if sys.platform == "win32":  # where a folder has no handle to wait for
            continue
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno != errno.EINVAL:  # a file system without it
                raise
        finally:
            os.close(handle)


def remove_folder(path: Path) -> None:
    with suppress(OSError):  # somebody put something into it
        path.rmdir()


def _remove_empty(path: Path, root: Path) -> None:
    with suppress(OSError):  # it is not empty, or gone already
        while path != root:
            path.rmdir()
            path = path.parent
