"""Several models in one library: which classes they share, and which names they may not both have.

A NamedTuple of the same qualified name and fields is one class for all of them, in a file of its own, so that a result
of one model can be passed to another. All other names belong to one model: where two want the same, the build stops
and says how to name them. A suffix would depend on the other models: a change of one would rename what is another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from kmpgen import ir
from kmpgen.config import ModelSettings, Visibility
from kmpgen.errors import Diagnostic, Where
from kmpgen.viewing.classes import Classes, ResultClass
from kmpgen.viewing.facadenames import beside_line
from kmpgen.viewing.naming import pascal_case

Key = tuple[str, ir.Type]


@dataclass(frozen=True)
class Shared:
    """What all models together say of a class that stands in a file of its own."""

    is_argument: bool
    visibility: Visibility


class Together:
    """The classes that stand in files of their own: those of NamedTuples, where a library has several models."""

    def __init__(self, every: Sequence[tuple[Classes, ModelSettings]]) -> None:
        self._shared: dict[Key, Shared] = {}
        for classes, settings in every if len(every) > 1 else ():
            for result in classes.all():
                if key := identity(result):
                    before = self._shared.get(key, Shared(False, "internal"))
                    is_public = "public" in (before.visibility, settings.visibility)
                    self._shared[key] = Shared(
                        before.is_argument or result.is_argument, "public" if is_public else "internal"
                    )

    def find(self, result: ResultClass) -> Shared | None:
        """None for a class that stands in its facade's file."""
        key = identity(result)
        return self._shared.get(key) if key else None


def identity(result: ResultClass) -> Key | None:
    """What makes two classes of different models one; None for a tuple that is a model's own."""
    if isinstance(result.type, ir.NamedTuple):
        return "", unmangled(result.type)
    # Inside a NamedTuple the scope is that: a class of its own, which goes where the NamedTuple goes.
    return (_unmangled_name(result.inner_scope), unmangled(result.type)) if "." in result.inner_scope else None


def unmangled(type_: ir.Type) -> ir.Type:
    """The type with the names that its NamedTuples have in Python, whichever export they were of."""
    match type_:
        case ir.Optional(element) | ir.List(element):
            return type(type_)(unmangled(element))
        case ir.Dict(key, value):
            return ir.Dict(unmangled(key), unmangled(value))
        case ir.Tuple(elements):
            return ir.Tuple(tuple(map(unmangled, elements)))
        case ir.NamedTuple():
            fields = tuple((name, unmangled(field)) for name, field in type_.fields)
            return replace(type_, qualified_name=_unmangled_name(type_.qualified_name), fields=fields)
        case _:
            return type_


def _unmangled_name(qualified: str) -> str:
    return re.sub(r"___torch_mangle_\d+\.", "", qualified)


@dataclass(frozen=True)
class Named:
    """A name that a model wants at the top of the library's package."""

    name: str
    model: int
    """Which of the models."""
    settings: ModelSettings
    what: str
    """What it would name, as a phrase."""
    way_out: str = ""
    """The setting that gives it another name, as it stands under the model's `[[model]]`; empty where it has its name
    from metadata."""
    comes_with: str = ""
    """The facade's name that it is made of."""
    shared: object = None
    """Two wishes that are equal in this, and not None, are one."""

    @property
    def file(self) -> str:
        return str(self.settings.path)


def facade_names(
    model: int, name: str, torch_name: str, settings: ModelSettings, derived: Mapping[str, str]
) -> Iterator[Named]:
    """The names that come with a facade's own; ``derived`` says what each names."""
    stem = pascal_case(re.sub(r"\W", "_", settings.path.stem))
    other = stem if stem.isidentifier() and stem.casefold() != name.casefold() else f"{name}2"
    way_out = f'class = "{other}"'
    yield Named(name, model, settings, f"class {torch_name}", way_out)
    yield Named(f"{name}Kt", model, settings, f"the JVM's class of {name}.kt", way_out, comes_with=name)
    for own, what in derived.items():
        yield Named(own, model, settings, what, way_out, comes_with=name)


def class_name(
    model: int, name: str, result: ResultClass, settings: ModelSettings, facade: str, shared: object
) -> Named:
    """The name of a tuple's class; ``shared`` as in `Named`."""
    if isinstance(result.type, ir.NamedTuple):
        fields = ", ".join(f"{field}: {type_}" for field, type_ in result.type.fields)
        what = f"NamedTuple {result.type.qualified_name.removeprefix('__torch__.')} of ({fields})"
    else:
        what = f"the class of a {result.type}"
    return Named(name, model, settings, what, f'classes = {{ {name} = "{facade}{name}" }}', shared=shared)


def clashes(names: Iterable[Iterable[Named]]) -> Iterator[Diagnostic]:
    """KMP113 for each name that two models want for different things, with all that want it."""
    wanted: dict[str, list[Named]] = {}
    for named in chain.from_iterable(names):
        wanted.setdefault(named.name.casefold(), []).append(named)
    for group in wanted.values():
        models = {named.model for named in group}
        # The clash of facades tells of those of one facade's name. Others meet too: `Pet` + `Scores`, `PetScores`.
        facades = {named.comes_with.casefold() for named in group}
        is_told = len(facades) == 1 and "" not in facades
        if len(models) > 1 and not is_told and any(not _is_one(group[0], named) for named in group[1:]):
            yield _clash(group)


def _is_one(one: Named, other: Named) -> bool:
    return one.shared is not None and one.shared == other.shared


def _clash(group: Sequence[Named]) -> Diagnostic:
    listed = "; ".join(f"{named.file}, {named.what}" for named in group)
    hint = "give all but one another `class` in their metadata"
    if last := next((named for named in reversed(group) if named.way_out), None):
        table = f"the [[model]] of {beside_line(Where(last.file), last.settings)}"
        hint = f"rename all but one in kmpgen.toml, as under {table}: {last.way_out}"
    where = Where("; ".join(dict.fromkeys(str(beside_line(Where(named.file), named.settings)) for named in group)))
    return Diagnostic("KMP113", f"several models want the name '{group[0].name}': {listed}", hint, where)
