"""Blocks of a template's text: where each stands, for what shows or compares them. Rendering knows nothing of this."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(r"\{#.*?#\}|\{%[+-]?\s*(?:block\s+(?P<name>\w+)|(?P<end>endblock))\b[^%]*%\}\n?", re.DOTALL)

_EXTENDS = re.compile(r"""\{%[+-]?\s*extends\s+(?P<quote>["'])(?P<name>.+?)(?P=quote)\s*[+-]?%\}""")


@dataclass(frozen=True)
class Block:
    """``inner`` is its text between the tags, ``outer`` with them; ``depth`` counts the blocks around it."""

    name: str
    depth: int
    line: int
    inner: str
    outer: str


def find_blocks(text: str) -> list[Block]:
    """The blocks of ``text``, in the order in which they open; tags that match nothing are passed over."""
    open_tags: list[re.Match[str]] = []
    found: list[tuple[int, Block]] = []
    for tag in _TAG.finditer(text):
        if tag["name"]:
            open_tags.append(tag)
        elif tag["end"] and open_tags:
            start = open_tags.pop()
            inner, outer = text[start.end() : tag.start()], text[start.start() : tag.end()]
            line = text.count("\n", 0, start.start()) + 1
            found.append((start.start(), Block(start["name"], len(open_tags), line, inner, outer)))
    return [block for _, block in sorted(found, key=lambda pair: pair[0])]


def extended(text: str) -> str | None:
    """The name of the template that ``text`` extends."""
    found = _EXTENDS.search(text)
    return found["name"] if found else None
