"""From model files to the files of a library: the pipeline that ``kmpgen build`` runs."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kmpgen import __version__, bundling, ir
from kmpgen.comparing.kotlinapi import Json, kotlin_api
from kmpgen.config import RECORDING_SUFFIX, Config, ModelSettings
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.fitness.building import check as check_runtimes
from kmpgen.inspect import default_json, describe
from kmpgen.modelfile import read_described
from kmpgen.printable import printable
from kmpgen.reading.torchscript import read_model
from kmpgen.templating.render import nothing_emitted, render
from kmpgen.viewing import typemap
from kmpgen.viewing.exposed import exposed
from kmpgen.viewing.facadenames import beside_line
from kmpgen.viewing.view import make_view
from kmpgen.viewing.viewdata import TEMPLATE_API, View
from kmpgen.writing import lockfile

if TYPE_CHECKING:
    from kmpgen.recording.recorded import Recorded

TEST_RESOURCES = "src/commonTest/resources"


@dataclass(frozen=True)
class Built:
    """A library in memory: its files (lock included), what templates saw, and what to warn of."""

    files: dict[str, bytes]
    view: View
    warnings: tuple[Diagnostic, ...]
    news: tuple[str, ...] = ()
    """What the update does to callers, in a few lines; nothing where the API stays or nothing was built before."""
    notes: tuple[str, ...] = ()
    """Which models it brings, how large they are, and whether torch's runtimes load them."""


Earlier = Callable[[str], lockfile.Lock | None]


def build(
    paths: Sequence[Path], config: Config, earlier: Earlier = lambda name: None, *, drop_hidden: bool = False
) -> Built:
    """The library of the models at ``paths``; writes nothing.

    ``earlier`` gives the lock of what the library of that name is built over. What that keeps of old signatures stays,
    unless they are to be dropped.
    """
    paths, models, config = _in_order(_read(paths, config), config)
    recordings = [_recorded(path, model) if config.parity else None for path, model in zip(paths, models, strict=True)]
    candidates = [bundling.candidate(path, each, config) for path, each in zip(paths, config.models, strict=True)]
    bundled = [file if file.is_bundled else None for file in candidates]
    view, warnings = make_view(models, config, [each.content if each else None for each in recordings], bundled)
    resources = _resources(view, candidates, recordings)
    if config.publishing and config.publishing.license_file:
        resources["LICENSE"] = config.publishing.license_file.read_bytes()
    lock = earlier(view.library.name)
    update = _over(lock, view, models, drop_hidden=drop_hidden)
    for model, settings in zip(models, config.models, strict=True):
        warnings += _warnings(model, settings, config)
    warnings += bundling.leaving(zip(candidates, view.models, strict=True), view.library.package, lock)
    fitting, unfitting = check_runtimes(models, config)
    warnings += unfitting
    files = render(update.view, config, resources)
    if not files:
        warnings.append(nothing_emitted(config))
    header = _lock_header(view, update)
    notes = (*bundling.notes(candidates), *_described(models), *fitting)
    return Built(lockfile.with_lock(files, header), update.view, tuple(warnings), update.news, notes)


def _resources(
    view: View, candidates: Sequence[bundling.Candidate], recordings: Sequence[Recorded | None]
) -> dict[str, bytes]:
    """Recordings and models, each once: tests take a model that the library brings from where that is."""
    resources = {}
    for file, facade, recording in zip(candidates, view.models, recordings, strict=True):
        if facade.parity and recording:
            resources[f"{TEST_RESOURCES}/{facade.parity.recording}"] = recording.file
        if facade.bundled:
            resources[f"{view.library.models_folder}/{bundling.place(view.library.package, facade)}"] = file.content
        elif facade.parity and recording:
            resources[f"{TEST_RESOURCES}/{facade.parity.model}"] = file.content
    return resources


def _read(paths: Sequence[Path], config: Config) -> list[tuple[Path, ir.Model]]:
    """Raises for all models that can't be read at once, each with the line of kmpgen.toml that names it."""
    read, unreadable, exit_code = [], [], 0
    for path in paths:
        try:
            read.append((path, read_described(path) if config.metadata else read_model(path)))
        except KmpgenError as error:
            settings = config.settings_of(path)
            unreadable += [replace(each, where=beside_line(each.where, settings, "path")) for each in error.diagnostics]
            exit_code = max(exit_code, error.exit_code)
    if unreadable:
        raise KmpgenError(unreadable, exit_code)
    return read


def _described(models: Iterable[ir.Model]) -> Iterator[str]:
    """Which models have metadata, and from where: a file of a mistaken name is noticed so."""
    for model in models:
        if model.metadata:
            origins = " and ".join(map(printable, model.metadata.origins))
            yield f"{printable(model.file)}: metadata from {origins}"


def _in_order(read: Sequence[tuple[Path, ir.Model]], config: Config) -> tuple[list[Path], list[ir.Model], Config]:
    """Models by their facades' names, so that the order in which they are given changes nothing; settings likewise."""
    settled = [(config.settings_of(path), path, model) for path, model in read]
    settled.sort(key=lambda each: (each[0].class_name or each[2].class_name, str(each[1])))
    config = replace(config, models=tuple(settings for settings, _, _ in settled))
    return [path for _, path, _ in settled], [model for _, _, model in settled], config


@dataclass(frozen=True)
class Update:
    """A view with the old signatures that stay. For each model, its Kotlin API and what stays of old ones, as the lock
    keeps them. ``api`` is the fingerprint of all signatures in the models."""

    view: View
    models: Sequence[ir.Model]
    api: str
    apis: Sequence[Json]
    kept: Sequence[Sequence[Json]]
    news: tuple[str, ...] = ()


def _over(lock: lockfile.Lock | None, view: View, models: Sequence[ir.Model], *, drop_hidden: bool) -> Update:
    """The update of what ``lock`` describes; where that is the same API and keeps nothing, no import is made."""
    apis = [kotlin_api(model) for model in view.models]
    update = Update(view, models, _joined(map(api_fingerprint, models)), apis, [[] for _ in apis])
    if lock is None or "library" not in lock.content:
        return update
    same = lock.says(_names(view), [{"kotlin": api, "kept": []} for api in apis])
    if same and lock.fingerprints.get("api") == update.api:
        return update
    from kmpgen.comparing.apiupdate import over

    return over(lock, update, drop_hidden=drop_hidden)


def _recorded(path: Path, model: ir.Model) -> Recorded | None:
    """The recording beside the model. Most have none, and are spared the import of what reads it."""
    if not os.path.lexists(path.with_suffix(RECORDING_SUFFIX)):
        return None
    from kmpgen.recording.recorded import read_recorded

    return read_recorded(path, model)


def _names(view: View) -> Json:
    """What the lock says of the library and its runtime, where that is another library."""
    library, runtime = view.library, view.runtime
    external = None if runtime.is_embedded else {"in": runtime.coordinates, "package": runtime.package}
    names = {"name": library.name, "package": library.package, "version": library.version}
    return {"library": names, "runtime": external}


def _lock_header(view: View, update: Update) -> Json:
    models = update.models
    fingerprints = {"model": _joined(map(_fingerprint, models)), "api": update.api}
    return {
        "kmpgen": __version__,
        "template_api": TEMPLATE_API,
        "fingerprints": fingerprints,
        **{key: value for key, value in _names(view).items() if value is not None},
        **({} if view.library.checks_api else {"check_api": False}),
        "targets": [*(["android"] if view.library.has_android else []), *view.library.ios_targets],
        "models": [
            {
                "file": model.file,
                "fingerprint": model.fingerprint,
                **_said(model),
                **describe(replace(model, metadata=None)),
                "kotlin": api,
                "kept": kept,
            }
            for model, api, kept in zip(models, update.apis, update.kept, strict=True)
        ],
    }


def _fingerprint(model: ir.Model) -> str:
    """Of the model file and of the metadata beside it: what is emitted depends on both."""
    return _joined([model.fingerprint, *([beside] if (beside := _beside(model)) else [])])


def _beside(model: ir.Model) -> str:
    return model.metadata.digest if model.metadata else ""


def _said(model: ir.Model) -> Json:
    """What the lock keeps of a model's metadata; nothing where there is none."""
    if model.metadata is None:
        return {}
    from kmpgen.metadata.contract import contract

    return {"metadata": {"beside": model.metadata.digest, "says": contract(model.metadata)}}


def _joined(fingerprints: Iterable[str]) -> str:
    parts = list(fingerprints)
    return parts[0] if len(parts) == 1 else hashlib.sha256("\n".join(parts).encode()).hexdigest()


def api_fingerprint(model: ir.Model) -> str:
    """A hash of the signatures alone: a retrained model of the same API has the same."""
    signatures = [
        [method.name, [_signature(argument) for argument in method.arguments], _canonical(method.returns)]
        for method in sorted(model.methods, key=lambda method: method.name)
    ]
    return hashlib.sha256(json.dumps([model.class_name, signatures]).encode()).hexdigest()


def _signature(argument: ir.Argument) -> list[object]:
    default = [] if argument.default is None else [default_json(argument.default.value)]
    return [argument.name, _canonical(argument.type), *default]


def _canonical(type_: ir.Type) -> object:
    """A type with the fields of its NamedTuples, which its spelling leaves out."""
    match type_:
        case ir.Optional(element) | ir.List(element):
            return [type(type_).__name__, _canonical(element)]
        case ir.Dict(key, value):
            return ["Dict", _canonical(key), _canonical(value)]
        case ir.Tuple(elements):
            return ["Tuple", *map(_canonical, elements)]
        case ir.NamedTuple(fields=fields):
            return ["NamedTuple", type_.name, *([name, _canonical(field)] for name, field in fields)]
        case _:
            return str(type_)


def _warnings(model: ir.Model, settings: ModelSettings, config: Config) -> list[Diagnostic]:
    found = []
    if model.format == "torchscript":
        hint = "save it for phones: module._save_for_lite_interpreter('model.ptl')"
        message = "this is a full TorchScript file; the lite runtimes on phones load only the lite form (.ptl)"
        found.append(Diagnostic("KMP106", message, hint, Where(model.file), "warning"))
    for method in exposed(model, settings, config) if config.has_android else ():
        limits = {each.name: limit for each in method.arguments if (limit := typemap.android_limit(each.type))}
        if limits:
            message = f"Android's runtime can't pass {', '.join(dict.fromkeys(limits.values()))}"
            hint = "such a call throws a TorchException on Android; iOS takes it"
            where = Where(model.file, method.name, ", ".join(limits))
            found.append(Diagnostic("KMP108", message, hint, where, "warning"))
    return found
