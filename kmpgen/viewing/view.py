"""Makes what templates see (`viewdata`): every decision taken, every name chosen, every text escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from kmpgen import ir
from kmpgen.config import Config, ModelSettings
from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.viewing import naming, regenerate
from kmpgen.viewing.classes import Classes
from kmpgen.viewing.exposed import exposed, problems
from kmpgen.viewing.facadenames import claim_chosen
from kmpgen.viewing.facadeview import FacadeView
from kmpgen.viewing.together import Together, clashes
from kmpgen.viewing.torchpods import torch_pod
from kmpgen.viewing.viewdata import Library, Native, Runtime, SwiftBinary, View

if TYPE_CHECKING:
    from kmpgen.bundling import Candidate
    from kmpgen.recording import parity
    from kmpgen.viewing.publishview import Publishing


# The wrapper's API version: a klib refuses a pod older than the one it was generated with.
WRAPPER_VERSION = 1
# What a library of the runtime alone is called where nothing is said.
RUNTIME_NAME = "torch-runtime"
# What the xcframework of torch is called by those who build one.
TORCH_BINARY = "LibTorchLite"


def make_view(
    models: Sequence[ir.Model],
    config: Config,
    recordings: Sequence[parity.Recording | None] = (),
    bundled: Sequence[Candidate | None] = (),
) -> tuple[View, list[Diagnostic]]:
    """The view of a library of ``models``, and warnings. All that stands against it is raised at once.

    ``recordings`` are those of the models, in their order; so are the files of those that the library brings.
    """
    config = _with_metadata(_for_models(config, models), models)
    name = config.name or (naming.kebab_case(models[0].class_name) if models else RUNTIME_NAME)
    package = config.package or "com.example." + _package_segment(name)
    native = _native(config, package)
    runtime = _runtime(config, package)
    facades = _facades(models, config, package, runtime.package)
    rows = zip_longest(facades, recordings[: len(facades)], bundled[: len(facades)])
    made = tuple(facade.view(recording, file) for facade, recording, file in rows)
    if found := list(clashes(facade.names(number, made[number]) for number, facade in enumerate(facades))):
        raise KmpgenError(found)
    library = Library(
        name=name,
        package=package,
        group=config.group or package.rpartition(".")[0],
        version=config.version,
        command=regenerate.command(config, name, package),
        settings_file=regenerate.settings_file(config),
        folder=regenerate.shown_folder(config, name),
        is_below=(regenerate.folder(config, name) or ".") != ".",
        has_parity=any(model.parity for model in made),
        has_android=config.has_android,
        ios_targets=config.ios_targets,
        platforms=" and ".join(["Android"] * config.has_android + ["iOS"] * bool(config.ios_targets)),
        checks_api=config.check_api,
        bundles=config.runtime_only or any(model.bundled for model in made),
        models_folder=_models_folder(config) if any(model.bundled for model in made) else "",
        has_swift=config.swift and bool(config.ios_targets),
        has_images=any(model.images for model in made),
        has_image_inputs=any(not image.is_result for model in made for image in model.images),
        has_image_outputs=any(image.is_result for model in made for image in model.images),
        has_labels=any(model.labels for model in made),
        has_guards=any(method.guard for model in made for method in model.methods),
    )
    own_files = [cls for model in made for cls in model.classes if cls.has_own_file]
    own_files.sort(key=lambda cls: (cls.name, cls.is_described))  # of one name the last: one that says what it is
    files = tuple({cls.name: cls for cls in own_files}.values())
    publishing = _publishing(config, library, [model.name for model in made if model.is_public])
    view = View(library, config.versions, runtime, native, made, files, publishing)
    return view, [warning for facade in facades for warning in facade.warnings]


def _publishing(config: Config, library: Library, models: list[str]) -> Publishing | None:
    if not config.publishing:
        return None
    from kmpgen.viewing import publishview  # most libraries are not published

    return publishview.make(config.publishing, config, library, models)


def _models_folder(config: Config) -> str:
    """Where all can take them from: Swift packages have no resources but what lies with a target's sources."""
    # Not beside the header: Swift packages take no folder there.
    return "ios/models" if config.ios_targets and config.runtime is None else "models"


def _native(config: Config, package: str) -> Native:
    torch = torch_pod(config.libtorch_pod)
    return Native(
        pod=f"{config.prefix}LibTorchWrapper",
        prefix=config.prefix,
        resource_bundle=f"{config.prefix}LibTorchWrapper_{config.prefix}LibTorchWrapper",  # as Swift packages do
        cinterop_package=f"{package}.torch.cinterop",
        libtorch_pod=config.libtorch_pod,
        libtorch_headers=torch.headers,
        libtorch_xcframework=torch.xcframework,
        has_simulator=torch.has_simulator,
        torch_binary=_torch_binary(config.libtorch_xcframework, config.libtorch_checksum),
        version=WRAPPER_VERSION,
    )


def _torch_binary(said: str | None, checksum: str | None) -> SwiftBinary:
    """Targets are named after their xcframework, as older Swift tools want; a zip does not say what is inside."""
    if said and said.startswith("https://"):
        return SwiftBinary(TORCH_BINARY, url=said, checksum=checksum or "", path="", is_set=True)
    path = said or f"Frameworks/{TORCH_BINARY}.xcframework"
    name = re.sub(r"\W", "_", path.rpartition("/")[2].removesuffix(".xcframework"))
    return SwiftBinary(name, url="", checksum="", path=path, is_set=said is not None)


def _for_models(config: Config, models: Sequence[ir.Model]) -> Config:
    """The config with settings for each of the models, in their order."""
    if config.models or not models:
        return config
    return replace(config, models=tuple(ModelSettings(Path(model.file)) for model in models))


def _with_metadata(config: Config, models: Sequence[ir.Model]) -> Config:
    """The config with the names that metadata gives."""
    if not any(model.metadata for model in models):
        return config
    from kmpgen.viewing.described import with_names

    pairs = zip(models, config.models, strict=True)
    return replace(config, models=tuple(with_names(model, each, exposed(model, each, config)) for model, each in pairs))


def _runtime(config: Config, package: str) -> Runtime:
    if config.runtime is None:
        return Runtime(package, True, "")
    return Runtime(config.runtime_package or config.runtime.usual_package, False, str(config.runtime))


def _facades(models: Sequence[ir.Model], config: Config, package: str, runtime: str) -> list[FacadeView]:
    """Names what stands beside each other in a model: what is set first, which must fit, then the rest in order.

    Raises whatever stands against the models or their settings.
    """
    every = [Classes(exposed(model, each, config), each) for model, each in zip(models, config.models, strict=True)]
    misfits = [_misfits(*each, config) for each in zip(models, config.models, every, strict=True)]
    found = list(problems(models, config, misfits))
    named = []
    for model, settings, classes in zip(models, config.models, every, strict=True):
        # A namespace for each model: what one is called must not depend on the others (see `together`).
        namespace = naming.Namespace(naming.RESERVED_CLASSES, "Model")
        name, chosen, clashes = claim_chosen(model, settings, classes, namespace)
        found += clashes
        classes.claim(namespace, chosen)
        named.append((model, settings, config, package, runtime, name, classes, namespace))
    if found:
        raise KmpgenError(found)
    together = Together(list(zip(every, config.models, strict=True)))
    return [FacadeView(*facade, together) for facade in named]


def _misfits(model: ir.Model, settings: ModelSettings, classes: Classes, config: Config) -> list[Diagnostic]:
    if not settings.origin:
        return []
    from kmpgen.settings.settingsfit import Fit

    return list(Fit(model, settings, exposed(model, settings, config), classes).problems())


def _package_segment(name: str) -> str:
    segment = name.replace("-", "")
    return segment if segment not in naming.PACKAGE_KEYWORDS else f"{segment}model"
