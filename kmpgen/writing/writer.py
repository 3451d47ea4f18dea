"""The only module that writes into the output: what changed, what somebody edited, and the update of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.printable import printable
from kmpgen.writing import journal
from kmpgen.writing.journal import Step
from kmpgen.writing.lockfile import LOCK, Lock, digest, read_lock
from kmpgen.writing.places import check_folder, check_lengths, current, emitted_once, os_errors, shown
from kmpgen.writing.turns import turn


@dataclass(frozen=True)
class Changes:
    """What an update does to the output folder; paths are relative to it."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...] = ()
    """Files that are no longer emitted and stay, because somebody edited them."""
    settled: bool = False
    """Whether an earlier update, which was interrupted, had to be completed or undone first."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class _Plan:
    changes: Changes
    edited: tuple[str, ...]
    steps: tuple[Step, ...]
    """The changes in the order in which they are made."""
    was_built: bool


def built_before(folder: Path) -> Lock | None:
    """The lock of what stands in the output folder, None where nothing was built. Raises what `plan` does."""
    check_lengths(folder, ())
    with os_errors(folder, "read"):
        check_folder(folder)
        return read_lock(folder)


def refuse_facades(folder: Path) -> None:
    """Raises KMP311 where ``folder`` holds facades, which a library of the runtime alone would take away."""
    lock = built_before(folder)
    if lock and lock.content.get("models"):
        message = "this folder holds a library of facades, and --runtime-only would remove them"
        hint = "name another folder with -o, or remove them with --force"
        raise KmpgenError(Diagnostic("KMP311", message, hint, Where(shown(folder))))


def plan(folder: Path, files: Mapping[str, bytes]) -> tuple[Changes, list[str]]:
    """What has to change so that ``folder`` holds ``files``, and the files in the way that somebody edited.

    Writes nothing. Waits for a build that is writing into the folder; KMP310 where one was interrupted.
    """
    check_lengths(folder, files)
    with os_errors(folder, "read"):
        check_folder(folder)
        if not folder.exists():
            found = _compare(folder, files)
        else:
            with turn(folder, writes=False):
                refuse_interrupted(folder)
                found = _compare(folder, files)
    return found.changes, list(found.edited)


def refuse_interrupted(folder: Path, exit_code: int = 1) -> None:
    """Raises KMP310 where an update was interrupted: what the folder holds is of two builds."""
    if journal.is_interrupted(folder):
        message = "a build was interrupted while it updated this folder"
        hint = "run kmpgen build, which completes or undoes that first"
        raise KmpgenError(Diagnostic("KMP310", message, hint, Where(shown(folder))), exit_code)


def update(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> Changes:
    """Makes ``folder`` hold ``files``, or changes nothing; settles first what an interrupted build left half done.

    Raises KMP305 for edited files in the way, which ``force`` overwrites; KMP306 for what the system refuses: all that
    was done is then undone.
    """
    check_lengths(folder, files)
    with os_errors(folder, "write"):
        check_folder(folder)
        with _made(folder), turn(folder, writes=True):
            settled = journal.is_interrupted(folder)
            journal.finish(folder)
            with os_errors(folder, "read"):
                found = _compare(folder, files)
            if not force:
                refuse_edited(folder, found.edited)
            if found.changes:
                contents = [files.get(step.name) if step.new else None for step in found.steps]
                journal.begin(folder, found.steps, contents, durable=found.was_built)
                refuse_edited(folder, journal.finish(folder, durable=found.was_built))
    return replace(found.changes, settled=settled)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Makes the output folder; where the update fails, what was made for it is removed again."""
    missing = []
    path = folder
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    made: list[Path] = []
    try:
        for each in reversed(missing):
            each.mkdir(exist_ok=True)
            made.append(each)
        yield
    except BaseException:
        for each in reversed(made):
            journal.remove_folder(each)
        raise


def _compare(folder: Path, files: Mapping[str, bytes]) -> _Plan:
    lock = read_lock(folder)
    emitted = lock.files if lock else {}
    added: dict[str, str | None] = {}
    changed: dict[str, str | None] = {}
    edited = []
    found = {name: emitted_once(folder, name) for name in emitted if name not in files}
    stale = {name: digest(content) for name, content in found.items() if content is not None}
    folded = {name.casefold(): name for name in stale}
    respelled = set()
    for name, content in files.items():
        there = current(folder, name)
        old_name = folded.get(name.casefold())
        # Where the disk ignores case, Foo.kt is found for FOO.kt: that is a file to rename, not one that was edited.
        if old_name and there is not None and (folder / old_name).samefile(folder / name):
            respelled.add(old_name)
            there = None
        if there is None:
            added[name] = None
        elif there != content:
            changed[name] = digest(there)
            if name != LOCK and emitted.get(name) != changed[name]:
                edited.append(name)
    edited += [name for name in respelled if stale[name] != emitted[name]]
    removed = {name: found for name, found in stale.items() if found == emitted[name] or name in respelled}
    changes = Changes(
        tuple(added), tuple(changed), tuple(removed), tuple(name for name in stale if name not in removed)
    )
    return _Plan(changes, tuple(sorted(edited)), tuple(_steps(files, removed, {**added, **changed})), lock is not None)


def _steps(files: Mapping[str, bytes], removed: Mapping[str, str], written: Mapping[str, str | None]) -> Iterator[Step]:
    """Removals first, the lock last."""
    for number, (name, old) in enumerate(removed.items()):
        yield Step(number, name, old, None)
    for number, name in enumerate(sorted(written, key=lambda name: (name == LOCK, name)), len(removed)):
        yield Step(number, name, written[name], digest(files[name]))


def refuse_edited(folder: Path, edited: Iterable[str]) -> None:
    """Raises an error that names every edited file."""
    problems = [
        Diagnostic(
            "KMP305",
            f"{printable(name)} was not written by kmpgen, or was edited since",
            "move it aside, or overwrite it with --force",
            Where(shown(folder)),
        )
        for name in edited
    ]
    if problems:
        raise KmpgenError(problems)
