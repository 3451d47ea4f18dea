"""Makes what templates see (`viewdata`): every decision taken, every name chosen, every text escaped."""

from __future__ import annotations

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
from kmpgen.viewing.viewdata import Library, Native, Runtime, View

if TYPE_CHECKING:
    from kmpgen.recording import parity


# The wrapper's API version: a klib refuses a pod older than the one it was generated with.
WRAPPER_VERSION = 1
# What a library of the runtime alone is called where nothing is said.
RUNTIME_NAME = "torch-runtime"


def make_view(
    models: Sequence[ir.Model], config: Config, recordings: Sequence[parity.Recording | None] = ()
) -> tuple[View, list[Diagnostic]]:
    """The view of a library of ``models``, and warnings. All that stands against it is raised at once.

    ``recordings`` are those of the models, in their order.
    """
    config = _for_models(config, models)
    name = config.name or (naming.kebab_case(models[0].class_name) if models else RUNTIME_NAME)
    package = config.package or "com.example." + _package_segment(name)
    native = Native(
        pod=f"{config.prefix}LibTorchWrapper",
        prefix=config.prefix,
        cinterop_package=f"{package}.torch.cinterop",
        libtorch_pod=config.libtorch_pod,
        version=WRAPPER_VERSION,
    )
    runtime = _runtime(config, package)
    facades = _facades(models, config, package, runtime.package)
    made = tuple(facade.view(recording) for facade, recording in zip_longest(facades, recordings))
    if found := list(clashes(facade.names(number, made[number]) for number, facade in enumerate(facades))):
        raise KmpgenError(found)
    library = Library(
        name=name,
        package=package,
        group=config.group or package.rpartition(".")[0],
        version=config.version,
        command=regenerate.command(config, name, package),
        settings_file=regenerate.settings_file(config),
        has_parity=any(model.parity for model in made),
        has_android=config.has_android,
        ios_targets=config.ios_targets,
        platforms=" and ".join(["Android"] * config.has_android + ["iOS"] * bool(config.ios_targets)),
        checks_api=config.check_api,
    )
    own_files = {cls.name: cls for model in made for cls in model.classes if cls.has_own_file}
    view = View(library, config.versions, runtime, native, made, tuple(own_files[name] for name in sorted(own_files)))
    return view, [warning for facade in facades for warning in facade.warnings]


def _for_models(config: Config, models: Sequence[ir.Model]) -> Config:
    """The config with settings for each of the models, in their order."""
    if config.models or not models:
        return config
    return replace(config, models=tuple(ModelSettings(Path(model.file)) for model in models))


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
