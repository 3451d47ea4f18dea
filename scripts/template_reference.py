"""Rewrites the reference in docs/templates.md, of all templates, blocks and fields, from the templates and the code.

python scripts/template_reference.py
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kmpgen.templating.blocks import Block, find_blocks
from kmpgen.templating.layers import Layers, Template
from kmpgen.viewing.viewdata import TEMPLATE_API
from tests.feature_models import ROOT

PAGE = ROOT / "docs/templates.md"
MARK = "<!-- From here on written by scripts/template_reference.py. -->\n"
# Where the classes of the view are; View comes first, since its fields are what templates name.
SOURCES = ("viewing/viewdata.py", "config.py", "recording/paritytests.py", "viewing/publishview.py")
CLASSES = (
    "View Library Versions Runtime Native Model Method Parameter Class Property Api LabelSet ImageSet Parity "
    "Publishing Text Scm Repository Workflow"
).split()


def reference() -> str:
    """The part of the page that is written here."""
    lines = [
        "## Reference",
        "",
        f"Template API {TEMPLATE_API}.",
        "",
        "### Templates and their blocks",
        "",
        "In brackets the blocks within a block; a ° marks one that is empty, for what you add.",
        "",
        "| template | blocks |",
        "|---|---|",
        *(f"| `{template.path}` | {_blocks(template)} |" for template in sorted(Layers(None).own, key=_path)),
        "",
        "### What templates see",
        "",
        *_fields(),
    ]
    return "\n".join(lines).rstrip() + "\n"


def page() -> str:
    """The whole page, with the reference as it should be."""
    return PAGE.read_text("utf-8").partition(MARK)[0] + MARK + "\n" + reference()


def _path(template: Template) -> str:
    return template.path


def _blocks(template: Template) -> str:
    if not template.path.endswith(".j2"):
        return "copied: replace it as a whole"
    return " ".join(_nested(find_blocks(template.file.read_text("utf-8")), 0)) or "none: replace it as a whole"


def _nested(blocks: list[Block], depth: int) -> Iterator[str]:
    """The blocks of ``depth``, each with those within."""
    for number, block in enumerate(blocks):
        if block.depth == depth:
            rest = blocks[number + 1 :]
            end = next((index for index, each in enumerate(rest) if each.depth <= depth), len(rest))
            inner = " ".join(_nested(rest[:end], depth + 1))
            yield f"`{block.name}`" + ("°" if not block.inner.strip() else "") + (f" [{inner}]" if inner else "")


def _fields() -> Iterator[str]:
    classes = dict(_classes())
    for name in CLASSES:
        node = classes[name]
        yield from (f"#### {name}", "", _sentence(ast.get_docstring(node)), "", "| field | type | |", "|---|---|---|")
        for field, kind, meaning in _members(node):
            if not meaning:
                raise SystemExit(f"{name}.{field} has no docstring: say what it is, below it")
            yield f"| `{field}` | `{kind}` | {meaning} |"
        yield ""


def _classes() -> Iterator[tuple[str, ast.ClassDef]]:
    for source in SOURCES:
        for node in ast.parse((ROOT / "kmpgen" / source).read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                yield node.name, node


def _members(node: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Name, type and meaning of each field and property. What has a default that is a version says that."""
    for item, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            said = after.value if isinstance(after, ast.Expr) else None
            meaning = _sentence(said.value) if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""
            if not meaning and node.name == "Versions" and isinstance(item.value, ast.Constant):
                meaning = f"`{ast.literal_eval(item.value)}` unless set."
            yield item.target.id, _type(item.annotation), meaning
        elif isinstance(item, ast.FunctionDef) and item.returns and not item.name.startswith("_"):
            yield item.name, _type(item.returns), _sentence(ast.get_docstring(item))


def _type(annotation: ast.expr) -> str:
    return ast.unparse(annotation).replace("layout.Expr", "str").replace("|", "or")


def _sentence(text: str | None) -> str:
    """A docstring as one line of Markdown."""
    return " ".join((text or "").replace("``", "`").split()).replace("|", "\\|")


def main() -> None:
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
