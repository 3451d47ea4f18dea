"""Models of an old and a new library, held against each other: which is which, what stays in another model's facade,
and whether old apps load the new file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from kmpgen import ir
from kmpgen.comparing.apichanges import Change, change
from kmpgen.comparing.pairing import Pairs, pair, unpaired
from kmpgen.comparing.surface import Facade
from kmpgen.viewing import modelapi

T = TypeVar("T")


def pair_models(old: Sequence[T], new: Sequence[T], *keys: Callable[[T], str]) -> Pairs[T]:
    """Models by each key in turn: their facades' names, their classes, their files; and what alone is left over."""
    pairs = pair(old, new, *keys)
    gone, come = unpaired(old, new, pairs)
    return [*pairs, (gone[0], come[0])] if len(gone) == len(come) == 1 else pairs


def facade_gone(facade: Facade) -> list[Change]:
    """Nothing for an internal one, which no caller can name."""
    return [change("facade-removed", "", facade.name)] if facade.is_public else []


def facade_come(facade: Facade) -> list[Change]:
    """Nothing for an internal one."""
    return [change("facade-added", "", None, facade.name)] if facade.is_public else []


def in_library(changes: Iterable[Change], old: Iterable[Facade], new: Iterable[Facade]) -> list[Change]:
    """The changes of one model less the coming and going of classes that another model of the library has as well."""
    before, now = _classes(old), _classes(new)
    return [
        each
        for each in changes
        if not (each.kind == "class-removed" and each.place in now)
        and not (each.kind == "class-added" and each.place in before)
    ]


def of_facade(found: Change, old: Facade, new: Facade) -> Change:
    """The change with its facade's name before its place; classes are nobody's."""
    owner = found.place.partition(".")[0]
    beside = {each.name for facade in (old, new) for each in facade.objects}
    beside |= {each.name for facade in (old, new) for each in facade.enums}
    is_class = owner in _classes((old, new)) | beside
    return found if is_class or not found.place else replace(found, place=f"{new.name}.{found.place}")


def _classes(facades: Iterable[Facade]) -> set[str]:
    return {cls.name for facade in facades for cls in facade.classes}


def loads(old: ir.Model, new: ir.Model) -> bool:
    """Whether a facade of ``old`` that checks files takes that of ``new``: it compares all signatures, helpers too.

    It does not understand flatbuffer files, and takes them.
    """
    return new.format == "lite-flatbuffer" or _checked(old) == _checked(new)


def _checked(model: ir.Model) -> object:
    return model.class_name, dict(modelapi.methods(model)), set(modelapi.named_tuples(model))
