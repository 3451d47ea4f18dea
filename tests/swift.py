"""Reads Swift with a parser that is not Apple's: tree-sitter's grammar. It knows syntax, not types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter_swift
from tree_sitter import Language, Node, Parser


@dataclass(frozen=True)
class Name:
    """``package``, or ``.cxx17``."""

    text: str


@dataclass(frozen=True)
class Call:
    """``.target(name: "A", ["B"])``, with arguments in their order; the label of one that has none is empty."""

    name: str
    arguments: tuple[tuple[str, object], ...]

    def __getitem__(self, label: str) -> object:
        return dict(self.arguments)[label]

    def get(self, label: str) -> object:
        return dict(self.arguments).get(label)

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.arguments]


def parse(source: str) -> Node:
    """The tree. Raises ValueError with the first line that is no Swift."""
    root = Parser(Language(tree_sitter_swift.language())).parse(source.encode()).root_node
    if root.has_error:
        bad = next(node for node in walk(root) if node.is_error or node.is_missing)
        raise ValueError(f"line {bad.start_point[0] + 1} is no Swift: {_text(bad)[:80]!r}")
    return root


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


def constant(root: Node, name: str) -> object:
    """The value of ``let name = value`` at the top of a file."""
    for node in root.named_children:
        if node.type == "property_declaration":
            bound, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if bound and value and _text(bound) == name:
                return value_of(value)
    raise ValueError(f"there is no constant {name}")


def value_of(node: Node) -> object:
    """A literal, a list of them, a name or a call. Raises ValueError for what is none of these."""
    if node.type == "line_string_literal":
        if any(child.type not in ('"', "line_str_text") for child in node.children):
            raise ValueError(f"more than plain text: {_text(node)}")
        return "".join(_text(child) for child in node.named_children)
    if node.type == "array_literal":
        return [value_of(child) for child in node.named_children]
    if node.type == "call_expression":
        called, suffix = node.named_children
        (arguments,) = suffix.named_children
        return Call(_text(called), tuple(_argument(each) for each in arguments.named_children))
    if node.type in ("simple_identifier", "prefix_expression"):
        return Name(_text(node))
    raise ValueError(f"neither literal nor call: {_text(node)}")


def _argument(node: Node) -> tuple[str, object]:
    label, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if value is None:
        raise ValueError(f"an argument without a value: {_text(node)}")
    return _text(label) if label else "", value_of(value)


def _text(node: Node) -> str:
    return (node.text or b"").decode()
