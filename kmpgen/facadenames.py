"""The names of a library's facades and classes: those that are set are taken as they are, or clash."""

from __future__ import annotations

from collections.abc import Sequence

from kmpgen import ir, naming
from kmpgen.classes import Chosen, Classes
from kmpgen.config import Config, ModelSettings
from kmpgen.errors import Diagnostic, Where


def claim_chosen(
    models: Sequence[ir.Model], config: Config, classes: Sequence[Classes], namespace: naming.Namespace
) -> tuple[list[str], list[list[Chosen]], list[Diagnostic]]:
    """The facades' names; the classes' that are set, for each model; and what clashes.

    A name that is set is nobody else's: neither another's that is set, nor a facade's, nor a word that the emitted code
    uses. What nobody has named gives way.
    """
    clashes = []
    for model, settings in zip(models, config.models, strict=True):
        if settings.class_name and not namespace.take(settings.class_name):
            clashes.append(clash(model, settings, settings.class_name, ("class",)))
    names = [
        settings.class_name or namespace.claim(model.class_name)
        for model, settings in zip(models, config.models, strict=True)
    ]
    for name in names:  # the JVM's classes of what stands beside them in their files
        namespace.claim(f"{name}Kt")
    chosen = []
    for model, settings, own in zip(models, config.models, classes, strict=True):
        taken: dict[object, str] = {}
        each = list(own.chosen())
        for item in each:
            key = item.use.type, item.use.scope
            if taken.get(key) != item.name and (key in taken or not namespace.take(item.name)):
                clashes.append(clash(model, settings, item.name, item.keys))
            taken.setdefault(key, item.name)
        chosen.append(each)
    return names, chosen, clashes


def clash(model: ir.Model, settings: ModelSettings, name: str, keys: tuple[str | int, ...]) -> Diagnostic:
    """KMP607 for a name that is set and not to be had."""
    hint = "choose another one, or rename what has it already"
    return Diagnostic("KMP607", f"the name '{name}' is taken", hint, place(model, settings, keys))


def place(model: ir.Model, settings: ModelSettings, keys: tuple[str | int, ...]) -> Where:
    """Where a model's setting stands."""
    if settings.origin is None:
        return Where(model.file)
    from kmpgen.settingsfile import line_of

    return line_of(settings.origin, *keys)
