"""Metadata as documentation: KDoc and Markdown, escaped for both."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence

from kmpgen import ir
from kmpgen.metadata.data import Metadata, MethodInfo, ValueInfo
from kmpgen.metadata.facts import facts, tensor_type
from kmpgen.viewing import layout, naming
from kmpgen.viewing.classes import Classes, ResultClass
from kmpgen.viewing.described import parts, tuples


class Documented:
    """What metadata says of one model's facade. Texts without metadata are as they would be without any."""

    def __init__(self, metadata: Metadata, classes: Classes, methods: Sequence[ir.Method]) -> None:
        self._metadata = metadata
        self._tuples = tuples(methods, metadata, classes)

    def model(self, origin: Sequence[str]) -> tuple[str, ...]:
        """KDoc of the facade; ``origin`` are the lines that say what it was made of."""
        about = self.about()
        kdoc = [*kdoc_lines(self._metadata.description, 0), *([""] if self._metadata.description else [])]
        return (*kdoc, *(_wrapped(naming.comment(f"{about}."), 0) if about else ()), *([""] if about else []), *origin)

    def about(self) -> str:
        """Name, version, author and licence on one line; not escaped."""
        said = self._metadata
        called = " ".join(each for each in (said.name, said.version and f"version {said.version}") if each)
        rest = [said.author and f"by {said.author}", said.license and f"licence {said.license}"]
        return ", ".join(each for each in (called, *rest) if each)

    def description(self) -> tuple[str, ...]:
        """The model's, as lines of Markdown."""
        return markdown_lines(self._metadata.description)

    def method(self, method: ir.Method, names: Mapping[str, str], origin: Sequence[str]) -> tuple[str, ...]:
        """KDoc of a function. ``names`` are those of its parameters, as Kotlin spells them."""
        info = self._info(method)
        tags = []
        for argument in method.arguments:
            said = info.arguments.get(argument.name, ValueInfo())
            tags += _tag(f"@param {names[argument.name].strip('`')}", said, 4)
        tags += _tag("@return", info.result, 4)
        head = kdoc_lines(info.description, 4)
        return (*head, *([""] if head else []), *origin, *([""] if tags else []), *tags)

    def method_description(self, method: ir.Method) -> tuple[str, ...]:
        """As lines of Markdown."""
        return markdown_lines(self._info(method).description)

    def argument(self, method: ir.Method, name: str) -> str:
        """As a line of Markdown."""
        return markdown(self._info(method).arguments.get(name, ValueInfo()))

    def result(self, method: ir.Method) -> str:
        """As a line of Markdown."""
        return markdown(self._info(method).result)

    def of_class(self, result: ResultClass, origin: Sequence[str]) -> tuple[str, ...]:
        """KDoc of a tuple's class."""
        info = self._tuples.get((result.type, result.scope), ValueInfo())
        tags = []
        for item, (_, said) in zip(result.properties, parts(result.type, info), strict=True):
            tags += _tag(f"@property {item.name}", said, 0)
        head = kdoc_lines(info.description, 0)
        return (*head, *([""] if head else []), *origin, *([""] if tags else []), *tags)

    def properties(self, result: ResultClass) -> tuple[str, ...]:
        """What is said of each property of a tuple's class, as lines of Markdown."""
        info = self._tuples.get((result.type, result.scope), ValueInfo())
        return tuple(markdown(said) for _, said in parts(result.type, info))

    def _info(self, method: ir.Method) -> MethodInfo:
        return self._metadata.methods.get(method.name, MethodInfo())


def kdoc_lines(text: str | None, indent: int) -> tuple[str, ...]:
    """A text of several lines for a KDoc comment: its own lines, wrapped where they are too long."""
    lines: list[str] = []
    for line in _lines(text):
        lines += _wrapped(naming.comment(line), indent) or [""]
    return tuple(lines)


def markdown_lines(text: str | None) -> tuple[str, ...]:
    """A text of several lines as Markdown that shows it as it is."""
    return tuple(naming.markdown(line) for line in _lines(text))


def _lines(text: str | None) -> Iterable[str]:
    """Without blanks around them, and no two empty ones together."""
    stripped = "\n".join(line.strip() for line in re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text or ""))
    return re.sub(r"\n{3,}", "\n\n", stripped.strip("\n")).split("\n") if stripped.strip("\n") else ()


def _tag(tag: str, info: ValueInfo, indent: int) -> list[str]:
    text = _said(info, naming.comment)
    return _wrapped(f"{tag} {text}", indent, "    ") if text else []


def markdown(info: ValueInfo) -> str:
    """What is said of a value, on one line of Markdown."""
    return _said(info, naming.markdown)


def _said(info: ValueInfo, escape: Callable[[str], str]) -> str:
    """Description and facts; those of a List's or a Dict's parts too, but not a tuple's: its class has them."""
    words = " ".join(_lines(info.description))
    sentences = [escape(words if not words or words[-1] in ".!?:" else f"{words}.")] if words else []
    kind = tensor_type(info)
    told = [f"`{naming.comment(kind)}`"] * bool(kind) + [escape(fact) for fact in facts(info)]
    if told:
        all_told = "; ".join(told)
        sentences.append(f"{all_told[0].upper()}{all_told[1:]}.")
    for name, entry in info.entries.items():
        if text := _said(entry, escape):
            sentences.append(f"`{naming.comment(name)}`: {text}")
    if info.items and (text := _said(info.items, escape)):
        sentences.append(f"{'Others' if info.entries else 'Each'}: {text}")
    return " ".join(sentences)


def _wrapped(text: str, indent: int, hanging: str = "") -> list[str]:
    """``text``, already safe in a comment, as lines that KDoc takes for no tags but those it starts with."""
    room = layout.WIDTH - indent - len(" * ")
    lines = textwrap.wrap(text, room, subsequent_indent=hanging, break_on_hyphens=False)
    return [_no_tag(line) if index or not hanging else line for index, line in enumerate(lines)]


def _no_tag(line: str) -> str:
    return re.sub(r"^(\s*)@", r"\1&#64;", line)
