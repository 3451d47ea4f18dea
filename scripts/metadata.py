"""Rewrites what is made from the table of metadata's keys: the JSON Schema and the reference in ``docs/metadata.md``.

python scripts/metadata.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kmpgen.metadata import keys, schema
from kmpgen.metadata.keys import Key
from scripts.keytables import choices, replaced, section

PAGE = Path(__file__).resolve().parent.parent / "docs" / "metadata.md"
BEGIN = "<!-- made by scripts/metadata.py from kmpgen/metadata/keys.py -->"
KINDS = {
    "line": "text",
    "prose": "text of any lines",
    "name": "name",
    "class": "name of a class",
    "integer": "whole number",
    "number": "number",
    "numbers": "list of numbers",
    "shape": "list of sizes and names",
    "lines": "list of texts",
    "path": "path",
    "image": "an [image](#an-image)",
    "value": "a [value](#a-value)",
    "values": "[values](#a-value) by name",
    "list of values": "list of [values](#a-value)",
    "methods": "[methods](#methodsname) by name",
}
TITLES = ("The top", "`[methods.NAME]`", "A value", "An image")


def reference() -> str:
    """The tables of the page, one a table of the metadata."""
    tables = zip(TITLES, keys.TABLES, strict=True)
    return "\n".join(section(title, table.doc, map(_row, table.keys)) for title, table in tables)


def _row(key: Key) -> tuple[str, str, str, str, str]:
    kind = choices(key.choices, ", ") if key.choices else KINDS[key.kind]
    return key.name, kind, key.default, key.example, key.doc


def page() -> str:
    """``docs/metadata.md`` with the reference as it is to be."""
    return replaced(PAGE, BEGIN, reference())


def main() -> None:
    schema.SHIPPED.write_text(schema.text(), "utf-8")
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
