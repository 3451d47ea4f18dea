"""A process that dies, or a disk that is full, at one chosen file operation."""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

# Everything in `os` by which kmpgen or shutil changes a disk; `open` for writing is counted apart.
CHANGING = ("mkdir", "rmdir", "link", "rename", "replace", "unlink", "fsync", "sendfile")
DIED = -signal.SIGKILL
FULL = {"mkdir", "link", "rename", "replace", "fsync", "sendfile", "open", "write"}
"""What a full disk may refuse; removing works."""


class Disaster:
    """Counts the operations of this process, and strikes at the one of number ``at`` (from 0)."""

    def __init__(self, at: int, kind: str) -> None:
        """``kind``: "kill" dies there; "full" refuses that one and each that needs space from there on."""
        self._at, self._kind, self.count = at, kind, 0

    def install(self) -> None:
        for name in CHANGING:
            setattr(os, name, self._wrapped(name, getattr(os, name)))
        original = builtins.open

        def opened(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if not set(mode) & set("wxa+"):
                return original(file, mode, *args, **kwargs)
            self.step("open")
            handle = original(file, mode, *args, **kwargs)
            write = handle.write

            def half_written(content: Any) -> Any:
                if self._strikes("write"):
                    write(content[: len(content) // 2])
                    handle.flush()
                self.step("write")
                return write(content)

            return _Writing(handle, half_written)

        builtins.open = io.open = opened

    def _wrapped(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*args: Any, **kwargs: Any) -> Any:
            self.step(name)
            return original(*args, **kwargs)

        return operation

    def _strikes(self, name: str) -> bool:
        return self.count == self._at if self._kind == "kill" else self.count >= self._at and name in FULL

    def step(self, name: str) -> None:
        strikes = self._strikes(name)
        self.count += 1
        if strikes and self._kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if strikes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class _Writing:
    """A file whose `write` is another one."""

    def __init__(self, handle: Any, write: Callable[[Any], Any]) -> None:
        self._handle, self.write = handle, write

    def __enter__(self) -> _Writing:
        return self

    def __exit__(self, *raised: object) -> None:
        self._handle.close()


def suffer(work: Callable[[], object], at: int, kind: str) -> int:
    """Does ``work`` in a process of its own, with a disaster. Its exit code: 0 where none came to pass, `DIED`, or 1
    where work ended in an exception."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            Disaster(at, kind).install()
            work()
            code = 0
        except Exception as error:
            code = 1
            if os.environ.get("SHOW"):
                traceback.print_exception(error, file=sys.stderr)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
