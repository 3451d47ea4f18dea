"""The Kotlin API that a build would make of a model, even where a build would have to refuse parts of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kmpgen import ir
from kmpgen.comparing.kotlinapi import kotlin_api
from kmpgen.comparing.surface import Facade, read_facade
from kmpgen.config import Config, ModelSettings
from kmpgen.errors import KmpgenError
from kmpgen.printable import printable
from kmpgen.viewing import viewdata
from kmpgen.viewing.exposed import exposed, method_problems
from kmpgen.viewing.view import make_view

# What is set for a method, an argument or a class that another version of the model lacks.
_UNFIT = frozenset({"KMP606", "KMP608"})


def facade_of(
    models: Sequence[ir.Model], settings: Sequence[ModelSettings], at: int, config: Config
) -> tuple[Facade, tuple[str, ...]]:
    """The facade of the model ``at`` that place, among the others of its library; and notes of what it lacks.

    Raises KmpgenError where no method is left, or settings stand against it for other reasons than its version.
    """
    model, notes = view_of(models, settings, at, config)
    return read_facade(kotlin_api(model)), notes


def view_of(
    models: Sequence[ir.Model], settings: Sequence[ModelSettings], at: int, config: Config
) -> tuple[viewdata.Model, tuple[str, ...]]:
    """The same facade, as templates see it."""
    fitting = []
    notes = [printable(f"the lite loader refuses it: {refusal.message}") for refusal in models[at].refusals]
    for index, (model, own) in enumerate(zip(models, settings, strict=True)):
        fit, left_out = _without_problems(model, _pruned(model, own), config)
        fitting.append(fit)
        notes += left_out if index == at else []
    skipped = tuple(
        name for name in config.skip if any(name == each.name for model in models for each in model.methods)
    )
    sound = [replace(model, refusals=()) for model in models]
    config = replace(config, skip=skipped, check_api=False)
    for attempt in _attempts(fitting):
        try:
            view, _ = make_view(sound, replace(config, models=tuple(attempt)))
            return view.models[at], tuple(notes)
        except KmpgenError as error:
            if not {each.code for each in error.diagnostics} <= _UNFIT:
                raise
            refused = error
    raise refused


def _attempts(settings: Sequence[ModelSettings]) -> Iterator[Sequence[ModelSettings]]:
    """The settings; without names of classes and fields; with the facades' names alone."""
    yield settings
    yield [replace(each, classes={}, fields={}) for each in settings]
    yield [replace(each, classes={}, fields={}, methods={}) for each in settings]


def _pruned(model: ir.Model, settings: ModelSettings) -> ModelSettings:
    """The settings less what they say of methods and arguments that this version of the model lacks."""
    known = {method.name: {argument.name for argument in method.arguments} for method in model.methods}
    include = settings.include
    return replace(
        settings,
        skip=tuple(name for name in settings.skip if name in known),
        include=None if include is None else tuple(name for name in include if name in known),
        methods={
            name: replace(each, arguments={own: to for own, to in each.arguments.items() if own in known[name]})
            for name, each in settings.methods.items()
            if name in known
        },
    )


def _without_problems(model: ir.Model, settings: ModelSettings, config: Config) -> tuple[ModelSettings, list[str]]:
    """Leaves out the methods that can't be expressed in Kotlin, and says so."""
    notes: dict[str, str] = {}
    for method in exposed(model, settings, config):
        for problem in method_problems(model, method):
            place = f", argument {problem.where.argument}" if problem.where.argument else ""
            notes.setdefault(method.name, printable(f"{method.name} is left out{place}: {problem.message}"))
    methods = {name: each for name, each in settings.methods.items() if name not in notes}
    include = settings.include
    if include is not None:
        include = tuple(name for name in include if name not in notes)
    left = replace(settings, skip=(*settings.skip, *notes), include=include, methods=methods)
    return left, list(notes.values())
