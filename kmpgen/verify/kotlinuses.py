"""What iosMain takes from the cinterop package, read from its text: imports, and members called on imported classes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Use:
    """`name` as the header has it; `receiver` is the class it is called on, empty for an import.

    As text it is its place: `file:line:column`.
    """

    file: Path
    line: int
    column: int
    name: str
    receiver: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class KotlinUses:
    def __init__(self, sources: Sequence[Path], package: str) -> None:
        self._texts = [
            (file, _without_comments(file.read_text(encoding="utf-8", errors="replace"))) for file in sources
        ]
        self._package = package

    def imports(self) -> Iterator[Use]:
        """Names imported one by one; `import package.*` says nothing about names."""
        pattern = re.compile(rf"^import {re.escape(self._package)}\.`?(\w+)`?", re.MULTILINE)
        for file, text in self._texts:
            yield from (_use(file, text, match, match[1]) for match in pattern.finditer(text))

    def class_members(self, classes: Sequence[str]) -> Iterator[Use]:
        """`Class.member` for each class of the header, whatever name the file imported it under."""
        for file, text in self._texts:
            for receiver in classes:
                alias = re.search(rf"^import {re.escape(self._package)}\.{receiver} as (\w+)", text, re.MULTILINE)
                called = alias[1] if alias else receiver
                for match in re.finditer(rf"(?<![\w.`]){called}\s*\.\s*`?([a-z]\w*)`?(?=\s*\()", text):
                    if not _declares_extension(text[: match.start()]):
                        yield _use(file, text, match, match[1], receiver)

    def calls(self, name: str) -> Use | None:
        """The first call of a method of this name, on whatever."""
        for file, text in self._texts:
            if match := re.search(rf"\.\s*`?({re.escape(name)})`?\s*\(", text):
                return _use(file, text, match, name)
        return None


def _use(file: Path, text: str, match: re.Match[str], name: str, receiver: str = "") -> Use:
    start = match.start(1)
    return Use(file, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start), name, receiver)


def _declares_extension(before: str) -> bool:
    """Whether `Class.member(` comes after `fun`: then it is declared there, not called."""
    return re.search(r"\bfun\s*(<[^>]*>\s*)?$", before) is not None


def _without_comments(text: str) -> str:
    """Comments blanked out, so that places stay what they were."""
    blank = re.compile(r"[^\n]")
    return re.sub(r"/\*.*?\*/|//[^\n]*", lambda match: blank.sub(" ", match[0]), text, flags=re.DOTALL)
