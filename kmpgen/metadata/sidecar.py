"""`MODEL.kmpgen.toml` beside a model: metadata that is not in the file, or not right there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kmpgen.errors import Diagnostic, Keys, KmpgenError, Where
from kmpgen.metadata.source import LabelsError, Source, checked, decoded_labels, read_bounded
from kmpgen.settings.settinglines import Lines
from kmpgen.settings.settingsfile import decoded, parsed


def read(file: Path) -> Source:
    """What the file says. Raises KmpgenError: KMP800 unreadable, KMP801 no TOML, KMP802 to KMP805."""
    try:
        content = read_bounded(file)
    except ValueError as error:
        hint = "it is metadata of the model of its name: check it, or rename it"
        raise KmpgenError(Diagnostic("KMP800", str(error), hint, Where(str(file)))) from error
    text = decoded(file, content, "KMP801", exit_code=1)
    said = parsed(file, text, "KMP801", exit_code=1)
    files: dict[Path, bytes] = {}
    """Of labels: each once, whatever it is called."""

    lines = cache(lambda: Lines(text))
    """Read where something is wrong, and once."""

    def place(keys: Keys) -> str:
        return f"{file}:{lines().of(keys)}"

    def labels(name: str) -> str:
        path = _below(file.parent, name)
        if path not in files:
            files[path] = _content(path)
        return decoded_labels(files[path])

    said = checked(said, place, labels)
    return Source(said, place, (content, *files.values()))


def _below(folder: Path, name: str) -> Path:
    """A file of labels below the folder: others' metadata must not bring any file of this machine into a library."""
    try:
        path = (folder / name.replace("\0", "/")).resolve()
    except (OSError, RuntimeError) as error:  # links that go round in a circle
        raise LabelsError("the file of labels cannot be found", "name a text file beside the model") from error
    if not path.is_relative_to(folder.resolve()):
        raise LabelsError("the file of labels is outside the model's folder", "put it beside the model")
    return path


def _content(path: Path) -> bytes:
    try:
        return read_bounded(path)
    except ValueError as error:
        raise LabelsError(
            f"the file of labels: {error}", "name a text file beside the model, one label a line"
        ) from error
