"""One build at a time in an output folder. The lock is the system's own, on the folder: a killed build leaves none."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.writing.places import shown

WAIT_SECONDS = 20.0
"""An update takes a fraction of a second: who holds the folder for this long does not let go soon."""
_POLL_SECONDS = 0.05
# A file system that knows no such locks: builds are then not kept apart.
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})


@contextmanager
def turn(folder: Path, *, writes: bool) -> Iterator[None]:
    """Waits until no other build writes into ``folder`` (nor reads, if this one writes), and keeps others out.

    ``folder`` exists. Raises KmpgenError KMP309 after `WAIT_SECONDS`.
    """
    if sys.platform == "win32":  # which can't lock folders
        yield
        return
    while True:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _take(handle, folder, writes)
            # A build that failed removes the folder that it made: another one may be there by now.
            if not _is_still(handle, folder):
                continue
            yield
            return
        finally:
            os.close(handle)


def _take(handle: int, folder: Path, writes: bool) -> None:
    import fcntl

    ends = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if writes else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= ends:
                message = "another kmpgen build is writing into this folder"
                hint = "wait for it to end, then build again"
                raise KmpgenError(Diagnostic("KMP309", message, hint, Where(shown(folder)))) from None
            time.sleep(_POLL_SECONDS)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            return


def _is_still(handle: int, folder: Path) -> bool:
    try:
        there = folder.stat()
    except FileNotFoundError:
        return False
    held = os.fstat(handle)
    return (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)
