"""Paths in the output folder: none leads out of it, none is too long, and what the system refuses is said clearly."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.printable import printable, quoted

STAGE = ".kmpgen-update"
"""The folder, in the output folder, of an update under way."""
LONGEST_FOLDER = 255
LONGEST_NAME = LONGEST_FOLDER - len(".class")
"""Bytes of a name: file systems take 255, and compilers name what they make after the source with a longer ending."""


def shown(path: Path) -> str:
    return printable(str(path))


def inside(folder: Path, name: str) -> Path:
    """The file ``name`` of ``folder``; a name or a link that leads out of it is an error."""
    parts = name.split("/")
    path = folder / name
    # ./a, a//b and a/ too: they and what they stand for would be two files of the lock and one of the disk
    escapes = not {"", ".", ".."}.isdisjoint(parts) or "\\" in name or "\0" in name
    if escapes or _leads_out(folder, parts) or path.is_symlink():
        message = f"'{printable(name)}' leads out of the output folder"
        raise KmpgenError(Diagnostic("KMP304", message, "remove the link or mend the lock", Where(shown(folder))))
    return path


def _leads_out(folder: Path, parts: Sequence[str]) -> bool:
    """Whether a link among the folders of a name does. Most have none, and are spared the way through all of them."""
    root, *parents = accumulate((str(folder), *parts[:-1]), os.path.join)
    if not any(map(os.path.islink, parents)):
        return False
    return not Path(os.path.realpath(parents[-1])).is_relative_to(os.path.realpath(root))


def _mode(path: Path) -> int | None:
    """`st_mode` of what stands at ``path``, links followed: 0 for a link that leads nowhere, None for nothing."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0 if path.is_symlink() else None


def _walk(folder: Path, name: str) -> tuple[str, int | None]:
    """How far ``name`` leads: its first part that is no folder (else all of it), and the mode of what is there."""
    inside(folder, name)
    parts = name.split("/")
    for count in range(1, len(parts) + 1):
        step = "/".join(parts[:count])
        mode = _mode(folder / step)
        if mode is None or not stat.S_ISDIR(mode):
            break
    return step, mode


def current(folder: Path, name: str) -> bytes | None:
    """The bytes of the file ``name``, None where it can be added; KMP302 where something else stands in its way."""
    step, mode = _walk(folder, name)
    if mode is None:
        return None
    if step != name or not stat.S_ISREG(mode):
        raise _in_the_way(folder, step, mode, "file" if step == name else "folder")
    return (folder / name).read_bytes()


def _in_the_way(folder: Path, name: str, mode: int, wanted: str) -> KmpgenError:
    kind = "a folder" if stat.S_ISDIR(mode) else "a file" if stat.S_ISREG(mode) else "neither file nor folder"
    message = f"'{printable(name)}' is {kind}, where a {wanted} is to be written"
    return KmpgenError(Diagnostic("KMP302", message, "move it out of the way", Where(shown(folder))))


def check_stage(folder: Path) -> None:
    """Refuses (KMP302) what stands in the place of the update's own folder and is none."""
    path = folder / STAGE
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise _in_the_way(folder, STAGE, path.lstat().st_mode, "folder")


def emitted_once(folder: Path, name: str) -> bytes | None:
    """The bytes of a file that an earlier build emitted; None where there is no such file any more."""
    step, mode = _walk(folder, name)
    return (folder / name).read_bytes() if step == name and mode and stat.S_ISREG(mode) else None


@contextmanager
def os_errors(folder: Path, doing: str) -> Iterator[None]:
    """Says what the system refused in ``folder``: KMP307 for a name that is too long, KMP306 for all else."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise _too_long(folder, ()) from error
        place = str(error.filename2 or error.filename or folder)
        message = f"can't {doing}: {error.strerror or error}"
        where = shown(folder if STAGE in place else Path(place))
        raise KmpgenError(Diagnostic("KMP306", message, "mend it and build again", Where(where))) from error


def _too_long(folder: Path, names: Iterable[str]) -> KmpgenError:
    hint = "choose a shorter -o, --name or --package, or rename the model's class"
    messages = [f"a name is too long: {name}" for name in names] or ["the path or a name in it is too long"]
    return KmpgenError([Diagnostic("KMP307", message, hint, Where(shown(folder))) for message in messages])


def check_lengths(folder: Path, files: Iterable[str]) -> None:
    """Refuses names that the file system, or a compiler's output folder, could not hold."""
    parts = dict.fromkeys(part for name in files for part in name.split("/"))
    long = [part for part in folder.parts if len(os.fsencode(part)) > LONGEST_FOLDER]
    long += [part for part in parts if len(os.fsencode(part)) > LONGEST_NAME]
    if long:
        raise _too_long(folder, dict.fromkeys(quoted(part, 60) for part in long))


def check_folder(folder: Path) -> None:
    """Refuses an output path that is no folder, and folders that are never a library's alone: the root, the home."""
    real = Path(os.path.realpath(folder))
    if real in (real.parent, Path(os.path.realpath(Path.home()))):
        what = "the root of the file system" if real == real.parent else "the home folder"
        hint = "give the library a folder of its own: -o, or output in kmpgen.toml"
        raise KmpgenError(Diagnostic("KMP301", f"the output is {what}", hint, Where(shown(folder))), exit_code=2)
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists() or path.is_symlink())
    if not existing.is_dir():
        message = "the output must be a folder"
        raise KmpgenError(Diagnostic("KMP301", message, "choose another -o", Where(shown(existing))), exit_code=2)
