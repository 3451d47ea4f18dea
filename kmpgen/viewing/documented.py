"""Metadata as documentation: KDoc and Markdown, escaped for both."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from kmpgen import ir
from kmpgen.metadata.data import Metadata, MethodInfo, ValueInfo
from kmpgen.metadata.facts import facts, tensor_type
from kmpgen.viewing import layout, naming
from kmpgen.viewing.classes import Classes, ResultClass
from kmpgen.viewing.described import Said, parts, tuples
from kmpgen.viewing.viewdata import Class, Method, Model


class Documented:
    """Adds what metadata says to the view of one model."""

    def __init__(
        self, metadata: Metadata, classes: Classes, methods: Sequence[ir.Method], names: Mapping[str, str]
    ) -> None:
        """``names``: the methods' in Kotlin, by their own."""
        self._metadata = metadata
        self._names = names
        self._tuples = tuples(methods, metadata, classes)

    def model(self, made: Model) -> Model:
        """The facade, with what is said of the model in its KDoc and for the README."""
        about, said = self._about(), kdoc_lines(self._metadata.description, 0)
        doc = _paragraphs(said, _wrapped(_comment(f"{about}."), 0) if about else (), made.doc)
        description = markdown_lines(self._metadata.description)
        return replace(made, doc=doc, about=naming.markdown(about), description=description)

    def method(self, made: Method, method: ir.Method) -> Method:
        """A function, with what is said of the method, its arguments and its result."""
        info = self._metadata.methods.get(method.name, MethodInfo())
        tags, parameters = [], []
        for parameter in made.parameters:
            said = info.arguments.get(parameter.torch_name, ValueInfo())
            tags += _tag(f"@param {parameter.name.strip('`')}", said, 4)
            parameters.append(replace(parameter, description=markdown(said)))
        tags += _tag("@return", info.result, 4)
        return replace(
            made,
            doc=_paragraphs(kdoc_lines(info.description, 4), made.doc, tags),
            parameters=tuple(parameters),
            description=markdown_lines(info.description),
            returns_description=markdown(info.result),
        )

    def of_class(self, made: Class, result: ResultClass) -> Class:
        """A tuple's class, with what is said of it and its properties."""
        places = self._tuples.get((result.type, result.scope), ())
        tags, properties = [], []
        inside = [[replace(said, info=part) for _, part in parts(result.type, said.info)] for said in places]
        for index, shown in enumerate(made.properties):
            said_of = [each[index] for each in inside]
            if text := self._everywhere(said_of, _comment):
                tags += _wrapped(f"@property {shown.name.strip('`')} {text}", 0, "    ")
            properties.append(replace(shown, description=self._everywhere(said_of, naming.markdown)))
        description = next((said.info.description for said in places if said.info.description), None)
        return replace(
            made,
            doc=_paragraphs(kdoc_lines(description, 0), made.doc, tags),
            properties=tuple(properties),
            description=markdown_lines(description),
        )

    def _everywhere(self, said_of: Iterable[Said], escape: Callable[[str], str]) -> str:
        """What is said of a property wherever its class stands; where that differs, with the places."""
        by_place: dict[str, dict[str, None]] = {}
        for said in said_of:
            if text := _said(said.info, escape):
                by_place.setdefault(self._place(said), {})[text] = None
        places: dict[str, list[str]] = {}
        for place, texts in by_place.items():
            places.setdefault(" Or: ".join(texts), []).append(place)
        if len(places) < 2:
            return "".join(places)
        return " ".join(f"Where {' or '.join(where)}: {text}" for text, where in places.items())

    def _place(self, said: Said) -> str:
        _, method, kind, *_ = said.keys
        return f"`{naming.comment(self._names[str(method)])}` {'takes' if kind == 'arguments' else 'returns'} it"

    def _about(self) -> str:
        """Name, version, author and licence on one line; not escaped."""
        said = self._metadata
        called = " ".join(each for each in (said.name or "version" * bool(said.version), said.version) if each)
        rest = [said.author and f"by {said.author}", said.license and f"licence {said.license}"]
        about = ", ".join(each for each in (called, *rest) if each)
        return about if said.name else _sentence(about)


def leading(made: Model) -> Model:
    """The facade, with links in its KDoc to the objects that stand beside it."""
    ways = [
        way
        for way, is_there in (
            ("tensors of pixels", any(not each.is_result for each in made.images)),
            ("pixels of tensors", any(each.is_result for each in made.images)),
        )
        if is_there
    ]
    said = [f"[{made.images_name}] makes {', and '.join(ways)}."] * bool(ways)
    said += [f"[{made.labels_name}] has the labels of results."] * bool(made.labels)
    return replace(made, doc=_paragraphs(made.doc, _wrapped(" ".join(said), 0)))


def _paragraphs(*paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The lines of those that have any, with an empty line between them."""
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [*([""] if lines and paragraph else []), *paragraph]
    return tuple(lines)


def kdoc_lines(text: str | None, indent: int) -> tuple[str, ...]:
    """A text of several lines for a KDoc comment: its own lines, wrapped where they are too long."""
    lines: list[str] = []
    for line in _lines(text):
        lines += _wrapped(_comment(line), indent) or [""]
    return tuple(lines)


def markdown_lines(text: str | None) -> tuple[str, ...]:
    """A text of several lines as Markdown that shows it as it is."""
    return tuple(naming.markdown(line) for line in _lines(text))


def _lines(text: str | None) -> Iterable[str]:
    """Without blanks around them, and no two empty ones together."""
    stripped = "\n".join(line.strip() for line in re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text or ""))
    return re.sub(r"\n{3,}", "\n\n", stripped.strip("\n")).split("\n") if stripped.strip("\n") else ()


def _tag(tag: str, info: ValueInfo, indent: int) -> list[str]:
    text = _said(info, _comment)
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
        sentences.append(f"{_sentence('; '.join(told))}.")
    for name, entry in info.entries.items():
        if text := _said(entry, escape):
            sentences.append(f"`{naming.comment(name)}`: {text}")
    if info.items and (text := _said(info.items, escape)):
        sentences.append(f"{'Others' if info.entries else 'Each'}: {text}")
    return " ".join(sentences)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrapped(text: str, indent: int, hanging: str = "") -> list[str]:
    """``text``, already safe in a comment, as lines that KDoc takes for no tags but those it starts with."""
    room = layout.WIDTH - indent - len(" * ")
    lines = textwrap.wrap(text, room, subsequent_indent=hanging, break_on_hyphens=False)
    return [_no_tag(line) if index or not hanging else line for index, line in enumerate(lines)]


def _no_tag(line: str) -> str:
    return re.sub(r"^(\s*)@", r"\1&#64;", line)


def _comment(text: str) -> str:
    """Plain text for a KDoc comment: pages made of it have no HTML and no links of a stranger's.

    Lists, headings and emphasis stay as they are: docstrings are written so, and pages of KDoc show them so.
    """
    text = re.sub(r"&(?=#?\w+;)", "&amp;", naming.comment(text))
    return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text).replace("](", "] (")
