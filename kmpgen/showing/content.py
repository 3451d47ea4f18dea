"""What the page shows of a model, as plain data. Nothing is escaped for HTML yet: the template does that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kmpgen import ir
from kmpgen.bundling import shown
from kmpgen.comparing.facadeof import view_of
from kmpgen.config import Config
from kmpgen.errors import KmpgenError
from kmpgen.fitness.report import Report, report
from kmpgen.fitness.runtimes import Runtime
from kmpgen.inspect import FORMATS, signature
from kmpgen.metadata.data import MethodInfo, ValueInfo
from kmpgen.metadata.facts import facts, tensor_type
from kmpgen.reading.submodules import Submodule, read_submodules
from kmpgen.viewing import layout, viewdata

NARROW = 44
"""Characters of Kotlin that stand on one line of a phone."""
_MODULES = re.compile(r"\b__torch__\.(?:\w+\.)*")


@dataclass(frozen=True)
class Value:
    """An argument, a result or a part of one. ``depth`` is 0 for the first two."""

    name: str
    type: str
    told: str
    """What metadata says of it, in a line."""
    description: str
    depth: int = 0


@dataclass(frozen=True)
class MethodCard:
    kotlin: str
    """Its signature, broken where a phone's line ends; empty where Kotlin gets no such function."""
    torch: str
    description: tuple[str, ...]
    """Paragraphs."""
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Row:
    """A submodule with those in it. ``share`` is that of all bytes, in percent."""

    name: str
    """Empty for the model itself."""
    class_name: str
    size: str
    elements: int
    dtypes: str
    share: float
    children: tuple[Row, ...]


@dataclass(frozen=True)
class Page:
    """All of it. ``facts`` are pairs of a label and a text."""

    title: str
    facts: tuple[tuple[str, str], ...]
    description: tuple[str, ...]
    tiles: tuple[tuple[str, str], ...]
    package: str
    methods: tuple[MethodCard, ...]
    left_out: tuple[str, ...]
    classes: tuple[viewdata.Class, ...]
    fitness: Report
    sizes: Row | None
    """None where the file does not tell, or stores no tensor."""
    operators: tuple[tuple[str, tuple[str, ...]], ...]
    """By namespace."""
    extra_files: tuple[str, ...]


def page(path: Path, model: ir.Model, config: Config, runtimes: Sequence[Runtime]) -> Page:
    """The page of the model that was read at ``path``, with the names that ``config`` gives to it."""
    facade, left_out = _facade(path, model, config)
    modules = read_submodules(path)
    said = model.metadata
    count, size = model.parameters.count, model.parameters.bytes
    operators = sorted(set(model.operators or ()))
    return Page(
        title=(said and said.name) or (facade.name if facade else model.class_name),
        facts=tuple(_facts(path, model)),
        description=_paragraphs(said.description if said else None),
        tiles=(
            ("methods", f"{len(model.methods)}"),
            ("parameters", f"{count:,}"),
            ("weights", shown(size)),
            ("operators", "?" if model.operators is None else f"{len(operators)}"),
        ),
        package=config.package or "",
        methods=tuple(_methods(model, facade)),
        left_out=left_out,
        classes=facade.classes if facade else (),
        fitness=report(model, runtimes),
        sizes=_row(modules, modules.all_bytes) if modules and modules.all_bytes else None,
        operators=tuple(_by_namespace(operators)),
        extra_files=model.extra_files,
    )


def _facade(path: Path, model: ir.Model, config: Config) -> tuple[viewdata.Model | None, tuple[str, ...]]:
    """The Kotlin of it, as far as it has any; and what is left out, and why."""
    try:
        return view_of([model], [config.settings_of(path)], 0, replace(config, models=()))
    except KmpgenError as error:
        return None, tuple(each.message for each in error.diagnostics)


def _facts(path: Path, model: ir.Model) -> Iterator[tuple[str, str]]:
    yield "file", f"{model.file}, {shown(path.stat().st_size)}"
    version = "" if model.bytecode_version is None else f", bytecode version {model.bytecode_version}"
    yield "format", FORMATS[model.format] + version
    yield "class", model.class_name
    for name in ("version", "author", "license"):
        if model.metadata and (said := getattr(model.metadata, name)):
            yield name, said


def _methods(model: ir.Model, facade: viewdata.Model | None) -> Iterator[MethodCard]:
    views = {method.torch_name: method for method in facade.methods} if facade else {}
    for method in model.methods:
        view = views.get(method.name)
        said = model.metadata.methods.get(method.name) if model.metadata else None
        yield MethodCard(
            kotlin=_kotlin(view) if view else "",
            torch=_MODULES.sub("", signature(method)),
            description=_paragraphs(said.description if said else None),
            values=tuple(_values(method, view, said or MethodInfo())),
        )


def _kotlin(method: viewdata.Method) -> str:
    """``fun forward(x: Tensor): Tensor``, one parameter a line where it would be too long for a phone."""
    parameters = [layout.flat(each.declaration) for each in method.parameters]
    returns = "" if method.returns == "Unit" else f": {method.returns}"
    line = f"fun {method.name}({', '.join(parameters)}){returns}"
    if len(line) <= NARROW or not parameters:
        return line
    return f"fun {method.name}(\n" + "".join(f"    {each},\n" for each in parameters) + f"){returns}"


def _values(method: ir.Method, view: viewdata.Method | None, said: MethodInfo) -> Iterator[Value]:
    """What metadata tells of its arguments and its result; those of which it tells nothing are in the signature."""
    kotlin = {each.torch_name: each for each in view.parameters} if view else {}
    for argument in method.arguments:
        if argument.name in said.arguments:
            known = kotlin.get(argument.name)
            name, kind = (known.name, known.type) if known else (argument.name, str(argument.type))
            yield from _value(name, kind, said.arguments[argument.name])
    if said.result != ValueInfo():
        yield from _value("returns", view.returns if view else str(method.returns), said.result)


def _value(name: str, kind: str, info: ValueInfo, depth: int = 0) -> Iterator[Value]:
    told = "; ".join(part for part in (tensor_type(info), *facts(info)) if part)
    yield Value(name, kind, told, info.description or "", depth)
    for part, inner in _parts(info).items():
        yield from _value(part, "", inner, depth + 1)


def _parts(info: ValueInfo) -> Mapping[str, ValueInfo]:
    elements = {each.name or f"component {at + 1}": each for at, each in enumerate(info.elements)}
    return {**elements, **info.fields, **info.entries, **({"each": info.items} if info.items else {})}


def _row(module: Submodule, total: int) -> Row:
    children = tuple(_row(child, total) for child in module.children)
    dtypes: Counter[str] = sum((each.dtypes for each in module.walk()), Counter())
    names = ", ".join(name for name, _ in dtypes.most_common())
    size = module.all_bytes
    share = 100 * size / total
    return Row(module.name, module.class_name, shown(size), module.all_elements, names, share, children)


def _by_namespace(operators: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for namespace in dict.fromkeys(name.partition("::")[0] for name in operators):
        yield namespace, tuple(name for name in operators if name.partition("::")[0] == namespace)


def _paragraphs(text: str | None) -> tuple[str, ...]:
    return tuple(part for line in (text or "").splitlines() if (part := line.strip()))
