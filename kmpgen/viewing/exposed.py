"""Which methods a facade has, and what stands against them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kmpgen import ir
from kmpgen.config import Config, ModelSettings
from kmpgen.errors import Diagnostic, Where
from kmpgen.viewing import typemap
from kmpgen.viewing.facadenames import place


def exposed(model: ir.Model, settings: ModelSettings, config: Config) -> list[ir.Method]:
    """The methods that the facade has: the public ones or those that are included, less those left out."""
    left_out = {*settings.skip, *config.skip}
    if settings.include is not None:
        return [method for method in model.methods if method.name in settings.include and method.name not in left_out]
    return [method for method in model.methods if not method.name.startswith("_") and method.name not in left_out]


def problems(
    models: Sequence[ir.Model], config: Config, misfits: Sequence[Sequence[Diagnostic]]
) -> Iterator[Diagnostic]:
    """Whatever stands against a library of the models, ``misfits`` of each one's settings among it.

    ``config.models`` are their settings. That no method is left is said where nothing else tells why.
    """
    yield from _skip_problems(models, config)
    for model, settings, misfit in zip(models, config.models, misfits, strict=True):
        yield from misfit
        yield from _model_problems(model, settings, config)
        if not misfit and not exposed(model, settings, config):
            yield _nothing_left(model, settings, config)


def _skip_problems(models: Sequence[ir.Model], config: Config) -> Iterator[Diagnostic]:
    known = {method.name: None for model in models for method in model.methods}
    where = Where(", ".join(model.file for model in models))
    for name in config.skip:
        if name not in known:
            yield Diagnostic("KMP104", f"no method '{name}' to skip", f"there are: {', '.join(known)}", where)


def _model_problems(model: ir.Model, settings: ModelSettings, config: Config) -> Iterator[Diagnostic]:
    left_out = {*settings.skip, *config.skip}
    if settings.include is not None:
        left_out.update(method.name for method in model.methods if method.name not in settings.include)
    for refusal in model.refusals:
        if refusal.method not in left_out:
            yield Diagnostic("KMP105", refusal.message, refusal.hint, Where(model.file, refusal.method))
    for method in exposed(model, settings, config):
        yield from method_problems(model, method)


def _nothing_left(model: ir.Model, settings: ModelSettings, config: Config) -> Diagnostic:
    """KMP103, at the setting that leaves all out, if one does."""
    where = Where(model.file)
    there_are = f"there are: {', '.join(method.name for method in model.methods)}"
    if exposed(model, settings, replace(config, skip=())):
        hint = f"--skip leaves all out: {there_are}"
    elif settings.include is not None or exposed(model, replace(settings, skip=()), config):
        hint = f"the settings leave all out: {there_are}"
        where = place(model, settings, ("skip" if settings.include is None else "include",))
    else:
        hint = "export a public method: @torch.jit.export, or forward"
    return Diagnostic("KMP103", "no method to generate", hint, where)


def method_problems(model: ir.Model, method: ir.Method) -> Iterator[Diagnostic]:
    """KMP101 and KMP102: why Kotlin can't have the method."""
    skip = f"--skip {method.name} leaves the method out"
    for argument in method.arguments:
        if found := typemap.problem(argument.type):
            message = _refused(argument.type, found)
            yield Diagnostic("KMP101", message, f"{found.hint}; {skip}", Where(model.file, method.name, argument.name))
    if found := typemap.problem(method.returns, result=True):
        message = _refused(method.returns, found)
        yield Diagnostic("KMP101", message, f"{found.hint}; {skip}", Where(model.file, f"{method.name}, result"))
    slots = sum(2 if argument.type in (ir.INT, ir.FLOAT) else 1 for argument in method.arguments)
    if slots > 240:
        yield Diagnostic(
            "KMP102",
            f"{len(method.arguments)} arguments are more than a JVM method takes",
            f"group them in NamedTuples or lists; {skip}",
            Where(model.file, method.name),
        )


def _refused(type_: ir.Type, problem: typemap.Problem) -> str:
    return problem.message if problem.message.startswith(str(type_)) else f"{type_}: {problem.message}"
