"""The two sides of a comparison, each a model file or an emitted library: the models in them, and their Kotlin."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kmpgen import ir
from kmpgen.comparing.facadeof import facade_of
from kmpgen.comparing.lockmodels import Known, KnownLibrary, read_library
from kmpgen.config import Config, ModelSettings
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.modelfile import read_described
from kmpgen.printable import printable
from kmpgen.reading.torchscript import read_model
from kmpgen.writing.lockfile import LOCK, read_lock, read_lock_file
from kmpgen.writing.places import shown
from kmpgen.writing.writer import refuse_interrupted


@dataclass(frozen=True)
class Side:
    """``library`` is None for a model file. ``notes`` say what of the model is not in its Kotlin API, and why."""

    path: Path
    models: tuple[Known, ...]
    library: KnownLibrary | None = None
    notes: tuple[str, ...] = ()


def open_sides(old: Path, new: Path, config: Config) -> tuple[Side, Side]:
    """Raises KmpgenError: KMP701 for a folder that is no library, KMP702, KMP703, and whatever readers find.

    A model file beside a library stands for the library's model of its class or file name, and is named as there.
    """
    before, now = _library(old), _library(new)
    return _side(old, before, now, config), _side(new, now, before, config)


def _library(path: Path) -> KnownLibrary | None:
    """The library in a folder, or that of a lock which is named itself; None for a file that may be a model."""
    try:
        if _is_copied_lock(path):
            return read_library(read_lock_file(path))
        folder = path.parent if path.is_file() and path.name == LOCK else path
        if not folder.is_dir():
            return None
    except OSError:
        return None  # the model's reader says what is wrong with such a path
    refuse_interrupted(folder)
    lock = read_lock(folder)
    if lock is None:
        message = f"the folder has no {LOCK}: kmpgen did not emit it"
        hint = "name a model file, or the folder that kmpgen build wrote"
        raise KmpgenError(Diagnostic("KMP701", message, hint, Where(shown(folder))))
    return read_library(lock)


def _is_copied_lock(path: Path) -> bool:
    """Whether the file is a lock of another name, as one of an earlier release that was taken out of git."""
    if not path.is_file() or path.name == LOCK:
        return False
    with path.open("rb") as file:
        if not file.read(64).lstrip().startswith(b"{"):  # models may be large
            return False
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and {"kmpgen", "models"} <= content.keys()


def _side(path: Path, own: KnownLibrary | None, other: KnownLibrary | None, config: Config) -> Side:
    if own is not None:
        return Side(path, own.models, own)
    model = read_described(path) if config.metadata else read_model(path)
    if other is None:
        return _made(path, [model], [_settings(path, model, None, config)], 0, config)
    at = _counterpart(model, other)
    models = [known.model for known in other.models]
    settings = [_settings(Path(known.model.file), known.model, known, config) for known in other.models]
    models[at], settings[at] = model, _settings(path, model, other.models[at], config)
    return _made(path, models, settings, at, config)


def _made(path: Path, models: Sequence[ir.Model], settings: Sequence[ModelSettings], at: int, config: Config) -> Side:
    facade, notes = facade_of(models, settings, at, config)
    return Side(path, (Known(models[at], facade, _says(models[at])),), notes=notes)


def _says(model: ir.Model) -> Mapping[str, str]:
    if model.metadata is None:
        return {}
    from kmpgen.metadata.contract import contract

    return contract(model.metadata)


def _counterpart(model: ir.Model, library: KnownLibrary) -> int:
    """Which of the library's models ``model`` is a version of: by class, by file name, or the only one."""
    for matches in (
        [at for at, known in enumerate(library.models) if known.model.class_name == model.class_name],
        [at for at, known in enumerate(library.models) if known.model.file == model.file],
        list(range(len(library.models))),
    ):
        if len(matches) == 1:
            return matches[0]
    names = ", ".join(f"{known.model.class_name} ({known.model.file})" for known in library.models)
    message = f"the library has no model of the class {model.class_name}, or none that is alone in that"
    hint = f"it has {printable(names)}: compare with another model, or with a library"
    raise KmpgenError(Diagnostic("KMP703", message, hint, Where(model.file)))


def _settings(path: Path, model: ir.Model, known: Known | None, config: Config) -> ModelSettings:
    """What kmpgen.toml says of the model: by its path, by its file's name, or because it names one model alone.

    Where it says nothing, what the lock tells of the model that was built: which methods were left out, and the name.
    """
    named = [each for each in config.models if each.path.resolve() == path.resolve()]
    named = named or [each for each in config.models if each.path.name == model.file]
    if named or (len(config.models) == 1 and known is None):
        return replace((named or config.models)[0], path=path)
    if known is None:
        return ModelSettings(path)
    name = known.facade.name.strip("`") if model.class_name == known.model.class_name else None
    named_so = ModelSettings(path, class_name=None if name == model.class_name else name)
    if not known.facade.is_public:  # the lock keeps none of its functions
        return replace(named_so, visibility="internal")
    built = {function.method for function in known.facade.functions}
    old_methods = {method.name for method in known.model.methods}
    left_out = [method.name for method in model.methods if method.name in old_methods - built]
    private = tuple(method.name for method in model.methods if method.name in built and method.name.startswith("_"))
    public = tuple(each.name for each in model.methods if not each.name.startswith("_") and each.name not in left_out)
    return replace(
        named_so,
        skip=() if private else tuple(name for name in left_out if not name.startswith("_")),
        include=(*public, *private) if private else None,
    )
