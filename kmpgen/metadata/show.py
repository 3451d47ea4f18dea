"""Metadata as `kmpgen inspect` prints it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from kmpgen.metadata.data import Metadata, ValueInfo
from kmpgen.metadata.facts import facts, tensor_type
from kmpgen.printable import printable

WIDTH = 100


def lines(metadata: Metadata) -> Iterator[str]:
    """For a terminal: nothing of a model reaches it unescaped."""
    yield f"metadata, from {' and '.join(map(printable, metadata.origins))}:"
    for key in ("name", "version", "author", "license"):
        if said := getattr(metadata, key):
            yield f"  {key}: {printable(said)}"
    yield from _prose(metadata.description, 2)
    for name, method in metadata.methods.items():
        yield f"  {printable(name)}:"
        yield from _prose(method.description, 4)
        for argument, info in method.arguments.items():
            yield from _value(argument, info, 4)
        yield from _value("result", method.result, 4)


def _value(name: str, info: ValueInfo, indent: int) -> Iterator[str]:
    told = [part for part in (tensor_type(info), *facts(info)) if part]
    if info.name:
        told.insert(0, f'named "{info.name}"')
    if info.class_name:
        told.insert(0, f"class {info.class_name}")
    if told or info.description or info.parts:
        yield " " * indent + printable(": ".join([name, "; ".join(told)] if told else [f"{name}:"]))
    yield from _prose(info.description, indent + 2)
    for part, inner in info.parts:
        yield from _value(part, inner, indent + 2)


def _prose(text: str | None, indent: int) -> Iterator[str]:
    margin = " " * indent
    for paragraph in (text or "").splitlines():
        yield from textwrap.wrap(printable(paragraph), WIDTH, initial_indent=margin, subsequent_indent=margin)
