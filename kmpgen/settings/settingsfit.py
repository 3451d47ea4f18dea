"""Whether what `kmpgen.toml` says of a model fits that model: methods, arguments, classes and fields that it has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kmpgen import ir
from kmpgen.config import MethodSettings, ModelSettings
from kmpgen.errors import Diagnostic
from kmpgen.nearest import nearest
from kmpgen.viewing import naming
from kmpgen.viewing.classes import Classes, elements, outermost
from kmpgen.viewing.facadenames import clash, place


class Fit:
    """Holds one model's settings against it. ``methods`` are those of the facade."""

    def __init__(
        self, model: ir.Model, settings: ModelSettings, methods: Sequence[ir.Method], classes: Classes
    ) -> None:
        self._model = model
        self._settings = settings
        self._methods = {method.name: method for method in methods}
        self._classes = classes

    def problems(self) -> Iterator[Diagnostic]:
        """KMP606 for what the model lacks, KMP607 for names that clash, KMP608 for settings that do not apply.

        Where it is unsure which methods there should be, what they would bring is not missed.
        """
        known = [method.name for method in self._model.methods]
        is_unsure = not self._methods or any(name not in known for name in self._settings.include or ())
        for table, names in (("skip", self._settings.skip), ("include", self._settings.include or ())):
            for index, name in enumerate(names):
                if name not in known:
                    yield self._lacks("method", name, known, (table, index))
                elif table == "include" and name in self._settings.skip:
                    yield self._misfit(f"'{name}' is in skip, too", "take it out of one of them", (table, index))
        for name, settings in self._settings.methods.items():
            if name not in known:
                yield self._lacks("method", name, known, ("methods", name))
            elif name in self._methods or is_unsure:
                yield from self._method(self._model.methods[known.index(name)], settings)
            else:
                hint = f"drop the table, or add '{name}' to include and take it out of skip"
                yield self._misfit(f"the facade leaves '{name}' out", hint, ("methods", name))
        chosen = {name: each.name for name, each in self._settings.methods.items() if each.name}
        yield from self._clashes(chosen, self._methods, naming.RESERVED_METHODS, ("methods",), ("name",))
        if not is_unsure:
            yield from self._class_names()

    def _method(self, method: ir.Method, settings: MethodSettings) -> Iterator[Diagnostic]:
        keys = ("methods", method.name)
        arguments = [argument.name for argument in method.arguments]
        for name in settings.arguments:
            if name not in arguments:
                yield self._lacks(f"argument of {method.name}", name, arguments, (*keys, "arguments", name))
        yield from self._clashes(settings.arguments, arguments, naming.RESERVED_ARGUMENTS, (*keys, "arguments"))
        if settings.result or settings.fields:
            yield from self._result(method, settings)

    def _result(self, method: ir.Method, settings: MethodSettings) -> Iterator[Diagnostic]:
        keys = ("methods", method.name)
        type_ = outermost(method.returns)
        which = "result" if settings.result else "fields"
        if isinstance(type_, ir.NamedTuple):
            hint = f"set it in [model.classes] and [model.fields.{type_.name}]"
            yield self._misfit(f"the result of {method.name} is a NamedTuple", hint, (*keys, which))
        elif type_ is None:
            hint = f"drop '{which}': only a tuple becomes a class"
            yield self._misfit(f"the result of {method.name} is {method.returns}", hint, (*keys, which))
        elif settings.fields:
            if len(settings.fields) != len(type_.elements):
                message = f"the result of {method.name} has {len(type_.elements)} elements, not {len(settings.fields)}"
                yield self._misfit(message, f"it is {type_}: name each", (*keys, "fields"))
            for index, name in enumerate(settings.fields):
                if name in naming.RESERVED_PROPERTIES or _among(name, settings.fields[:index]):
                    reserved = naming.RESERVED_PROPERTIES
                    yield clash(self._model, self._settings, name, (*keys, "fields", index), reserved)

    def _class_names(self) -> Iterator[Diagnostic]:
        names = [self._classes.known_as(use) for use in self._classes.uses]
        known = [name for each in names for name in each]
        shown = [each[0] for each in names]
        for name in self._settings.classes:
            if name not in known:
                yield self._lacks("class", name, shown, ("classes", name))
        for name, chosen in self._settings.fields.items():
            use = next((use for use in self._classes.uses if name in self._classes.known_as(use)), None)
            if use is None:
                yield self._lacks("class", name, shown, ("fields", name))
                continue
            has = (
                [field for field, _ in use.type.fields]
                if isinstance(use.type, ir.NamedTuple)
                else [item.name for item in elements(use.type)]
            )
            for field in chosen:
                if field not in has:
                    yield self._lacks(f"field of {name}", field, has, ("fields", name, field))
            yield from self._clashes(chosen, has, naming.RESERVED_PROPERTIES, ("fields", name))

    def _clashes(
        self,
        chosen: Mapping[str, str],
        names: Iterable[str],
        reserved: Collection[str],
        before: tuple[str, ...],
        after: tuple[str, ...] = (),
    ) -> Iterator[Diagnostic]:
        """Names that are reserved, set twice, or those of a method, argument or field that is not renamed.

        The keys of a name's setting are those ``before`` and ``after`` the name in the model.
        """
        taken = [*reserved, *(naming.camel_case(name) for name in names if name not in chosen)]
        for name, wanted in chosen.items():
            if _among(wanted, taken):
                yield clash(self._model, self._settings, wanted, (*before, name, *after), reserved)
            taken.append(wanted)

    def _lacks(self, what: str, name: str, known: Sequence[str], keys: tuple[str | int, ...]) -> Diagnostic:
        near = nearest(name, known)
        there_are = f"there are: {', '.join(known)}" if known else "there is none"
        hint = f"did you mean '{near}'?" if near else there_are
        message = f"{self._model.file} has no {what} '{name}'"
        return Diagnostic("KMP606", message, hint, place(self._model, self._settings, keys))

    def _misfit(self, message: str, hint: str, keys: tuple[str | int, ...]) -> Diagnostic:
        return Diagnostic("KMP608", message, hint, place(self._model, self._settings, keys))


def _among(name: str, taken: Iterable[str]) -> bool:
    return name.casefold() in {each.casefold() for each in taken}
