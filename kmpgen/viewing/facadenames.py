"""The names of a facade and its classes: those that are set are taken as they are, or clash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kmpgen import ir
from kmpgen.config import ModelSettings
from kmpgen.errors import Diagnostic, Where
from kmpgen.viewing import naming
from kmpgen.viewing.classes import Chosen, Classes


def claim_chosen(
    model: ir.Model, settings: ModelSettings, classes: Classes, namespace: naming.Namespace
) -> tuple[str, list[Chosen], list[Diagnostic]]:
    """The facade's name; the classes' that are set; and what clashes.

    A name that is set is nobody else's: neither another's that is set, nor the facade's, nor a word that the emitted
    code uses. What nobody has named gives way.
    """
    clashes = []
    if settings.class_name and not namespace.take(settings.class_name):
        clashes.append(clash(model, settings, settings.class_name, ("class",), naming.RESERVED_CLASSES))
    name = settings.class_name or namespace.claim(model.class_name)
    namespace.claim(f"{name}Kt")  # the JVM's class of what stands beside it in its file
    taken: dict[object, str] = {}
    chosen = list(classes.chosen())
    for item in chosen:
        key = item.use.type, item.use.scope
        if taken.get(key) != item.name and (key in taken or not namespace.take(item.name)):
            clashes.append(clash(model, settings, item.name, item.keys, naming.RESERVED_CLASSES))
        taken.setdefault(key, item.name)
    return name, chosen, clashes


def clash(
    model: ir.Model, settings: ModelSettings, name: str, keys: tuple[str | int, ...], reserved: Iterable[str]
) -> Diagnostic:
    """KMP607 for a name that is set and not to be had."""
    where = place(model, settings, keys)
    if name.casefold() in {each.casefold() for each in reserved}:
        return Diagnostic(
            "KMP607", f"the name '{name}' is reserved", "choose another one: the emitted code or the JVM has it", where
        )
    hint = "choose another one, or rename what has it already"
    return Diagnostic("KMP607", f"the name '{name}' is taken", hint, where)


def place(model: ir.Model, settings: ModelSettings, keys: tuple[str | int, ...]) -> Where:
    """Where a model's setting stands."""
    if settings.origin is None:
        return Where(model.file)
    from kmpgen.settings.settingsfile import line_of

    return line_of(settings.origin, *keys)


def beside_line(where: Where, settings: ModelSettings, *keys: str | int) -> Where:
    """``where``, a model's file, and after it the line of its `[[model]]` or of ``keys`` in it, where it has one."""
    if settings.origin is None:
        return where
    from kmpgen.settings.settingsfile import line_of

    return replace(where, file=f"{where.file}, {line_of(settings.origin, *keys)}")
