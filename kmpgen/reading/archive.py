"""What a file is, and safe access to what is in it. Nothing in the file is executed and torch is not needed.

`open_model_file` names every kind of file that people take for a mobile model; only TorchScript archives (lite or
full) and lite flatbuffers come back, everything else is an `Unreadable` that says what to do.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kmpgen.reading import foreign, pickles
from kmpgen.reading.unreadable import Unreadable, cut_zip, damaged, over_limit
from kmpgen.reading.zipdirectory import Member, read_directory, read_member

MAX_PICKLE = 48 << 20
MAX_SOURCE = 16 << 20
MAX_SOURCES = 32 << 20
"""Bytes of code/ that are read from one archive, all files together."""


class Archive:
    """A TorchScript zip. Member names are without the archive's root folder: ``data.pkl``, ``code/__torch__.py``."""

    def __init__(self, file: BinaryIO, root: str, members: tuple[Member, ...]) -> None:
        self._file = file
        self.root = root
        self._members = {m.name[len(root) + 1 :]: m for m in members if m.name.startswith(root + "/")}
        self._source_bytes = 0
        self._pickles: dict[str, object] = {}
        self._budget = pickles.Budget()

    @property
    def names(self) -> tuple[str, ...]:
        """All member names, in the file's order."""
        return tuple(self._members)

    @property
    def is_lite(self) -> bool:
        return "bytecode.pkl" in self._members

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def member(self, name: str) -> Member:
        """Sizes and checksum of a member; a missing one is `Unreadable`."""
        if name not in self._members:
            raise damaged(f"it has no {name}")
        return self._members[name]

    def read(self, name: str, limit: int = MAX_PICKLE) -> bytes:
        """A member's bytes; more than `limit` are refused before they are read."""
        return read_member(self._file, self.member(name), limit)

    def pickle(self, name: str) -> object:
        """The value of a pickle, see `pickles.load`. A second call gives the same value."""
        if name not in self._pickles:
            self._pickles[name] = pickles.load(self.read(name), self._budget)
        return self._pickles[name]

    def source(self, name: str) -> str:
        """A file of ``code/`` as text. All of them together are limited too."""
        self._source_bytes += self.member(name).size
        if self._source_bytes > MAX_SOURCES:
            raise over_limit(f"its sources have more than {MAX_SOURCES} bytes")
        return self.read(name, MAX_SOURCE).decode("utf-8", "surrogateescape")

    def members(self) -> tuple[Member, ...]:
        return tuple(self._members.values())


class Flatbuffer:
    """A lite flatbuffer: the open file and its size in bytes."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file = file
        self.size = size


@contextmanager
def open_model_file(path: Path) -> Iterator[Archive | Flatbuffer]:
    """The model file at `path`, open until the block ends, so that what was checked is what is read."""
    with _open(path) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("KMP003", "this is not a regular file", "give the path of a .ptl or .pt file")
        if status.st_size == 0:
            raise Unreadable("KMP004", "the file is empty", "export the model again: the last export did not finish")
        head = file.read(foreign.HEAD)
        if head[4:8] == b"PTMF":
            yield Flatbuffer(file, status.st_size)
        elif head[:2] == b"PK":
            yield _archive(file, status.st_size, head)
        else:
            raise foreign.by_magic(head, status.st_size)


def _open(path: Path) -> BinaryIO:
    try:
        if path.is_dir():
            raise Unreadable("KMP002", "this is a folder, not a model file", _folder_hint(path), exit_code=2)
        if path.exists() and not path.is_file():  # a FIFO would block in open()
            raise Unreadable("KMP003", "this is not a regular file", "give the path of a .ptl or .pt file", 2)
        return path.open("rb")
    except FileNotFoundError as error:
        raise Unreadable("KMP001", "there is no such file", "check the path", exit_code=2) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the path is not valid"
        hint = "check the path and the file's permissions"
        raise Unreadable("KMP003", f"the file cannot be opened: {reason}", hint, 2) from error


def _folder_hint(path: Path) -> str:
    if (path / "saved_model.pb").is_file():
        return "it holds a TensorFlow SavedModel; kmpgen reads TorchScript files: .ptl or .pt"
    if (path / "data.pkl").is_file() or (path / "bytecode.pkl").is_file():
        return "it looks like an unpacked model archive: give the .ptl file itself"
    return "give the path of a .ptl or .pt file in it"


def _archive(file: BinaryIO, size: int, head: bytes) -> Archive:
    if head[:4] not in (b"PK\3\4", b"PK\5\6"):
        raise cut_zip("it does not start with a member")
    members = read_directory(file, size)
    if not members:
        raise Unreadable("KMP015", "the zip archive is empty", "export the model again")
    # torch takes the first folder of the first member for the archive's root; so must everybody who reads the file.
    archive = Archive(file, members[0].name.partition("/")[0], members)
    if not _is_torchscript(archive):
        if _is_broken_off(archive):
            raise damaged("torch broke off while it saved this TorchScript file; the error it raised says why")
        raise foreign.by_members(archive.names, tuple(member.name for member in members))
    return archive


def _is_broken_off(archive: Archive) -> bool:
    """Whether torch started to save TorchScript and failed: it has written the module's data and no code."""
    if "data.pkl" not in archive:
        return False
    try:
        module = archive.pickle("data.pkl")
    except Unreadable:
        return False
    return isinstance(module, pickles.Call) and module.name.startswith("__torch__.")


def _is_torchscript(archive: Archive) -> bool:
    if archive.is_lite:
        return True
    return "constants.pkl" in archive and "data.pkl" in archive and any(n.startswith("code/") for n in archive.names)
