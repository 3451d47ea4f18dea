"""Folders for what commands make on the way: gone when the run ends or is killed, at the latest with the next run."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

_PREFIX = "kmpgen-tmp-"
_FATAL = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
_open: set[Path] = set()


@contextmanager
def scratch_folder(purpose: str) -> Iterator[Path]:
    """A new folder in the system's temporary one; first removes those whose runs were killed. Raises OSError."""
    _remove_leftovers()
    folder, hold = _made(purpose)
    _open.add(folder)
    _remove_when_killed()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _open.discard(folder)
        if hold is not None:
            os.close(hold)


def _made(purpose: str) -> tuple[Path, int | None]:
    """A folder that this process holds. One that another run took for a leftover before it was held is gone."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{purpose}-"))
        hold = _hold(folder, wait=True)
        if folder.exists():
            return folder, hold
        if hold is not None:
            os.close(hold)


def _hold(folder: Path, *, wait: bool) -> int | None:
    """A lock on the folder, which ends with this process however that ends; None where there is none to be had."""
    if sys.platform == "win32":
        return None
    import fcntl

    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            return opened
        except OSError:
            os.close(opened)
    return None


def _remove_leftovers() -> None:
    """Those that nobody holds and that are this user's own."""
    if sys.platform == "win32":
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.lstat().st_uid != os.getuid():
                continue
            hold = _hold(folder, wait=False)
            if hold is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(hold)


def _remove_when_killed() -> None:
    """Only where nobody else has said what such a signal does; threads other than the first cannot say it."""
    with suppress(ValueError):
        for number in _FATAL:
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler's signature
    if _open:
        _end_children()
    for folder in list(_open):
        shutil.rmtree(folder, ignore_errors=True)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _end_children() -> None:
    """Compilers and tests would run on for minutes, and write the folders anew. Only Linux tells which they are."""
    for child in list(_children(os.getpid())):
        with suppress(OSError):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _children(process: int) -> Iterator[int]:
    """Theirs, too."""
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, file.read_text().split()):
                yield child
                yield from _children(child)
