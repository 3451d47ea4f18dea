"""The references of keys in ``docs/``: tables in Markdown, between two marks of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

END = "<!-- end -->"
HEAD = "| key | is | default | example | |\n|---|---|---|---|---|"


def section(title: str, doc: str, rows: Iterable[Sequence[str]]) -> str:
    """A heading, a sentence and a table; of a row: the key, its kind, default and example, and what it says."""
    lines = "\n".join(_row(*row) for row in rows)
    return f"### {title}\n\n{doc}\n\n{HEAD}\n{lines}\n"


def choices(allowed: Iterable[str], between: str) -> str:
    """A kind that is one of some texts."""
    return between.join(f'`"{choice}"`' for choice in allowed)


def replaced(page: Path, begin: str, reference: str) -> str:
    """The page with the reference as it is to be, after the mark ``begin``."""
    before, _, rest = page.read_text("utf-8").partition(begin)
    return f"{before}{begin}\n\n{reference}\n{END}{rest.partition(END)[2]}"


def _row(name: str, kind: str, default: str, example: str, doc: str) -> str:
    shown = f"`{example}`" if example else ""
    return f"| `{name}` | {kind} | {default} | {shown} | {doc} |"
