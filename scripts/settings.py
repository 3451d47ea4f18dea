"""Rewrites what is made from the table of settings: the JSON Schema and the reference in ``docs/config.md``.

python scripts/settings.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kmpgen.settings import settingkeys, settingschema
from kmpgen.settings.settingkeys import Key
from scripts.keytables import choices, replaced, section

PAGE = Path(__file__).resolve().parent.parent / "docs" / "config.md"
BEGIN = "<!-- made by scripts/settings.py from kmpgen/settings/settingkeys.py -->"
KINDS = {
    "text": "text",
    "integer": "whole number",
    "switch": "true, false",
    "texts": "list of texts",
    "names": "table of texts",
}


def reference() -> str:
    """The tables of the page, one a table of the file."""
    parts = [section(f"`{table.header}`", table.doc, map(_row, table.keys)) for table in settingkeys.TABLES]
    return "\n".join([*parts, f"### `[model.fields.CLASS]`\n\n{settingkeys.PROPERTIES.doc}\n"])


def _row(key: Key) -> tuple[str, str, str, str, str]:
    kind = choices(key.choices, " or ") if key.choices and key.kind == "text" else KINDS[key.kind]
    default = f"`{key.default}`" if key.has_value else key.default
    doc = f"{key.doc} At least {key.minimum}." if key.minimum else key.doc
    return key.name, kind, default, key.example, f"Required. {doc}" if key.required else doc


def page() -> str:
    """``docs/config.md`` with the reference as it is to be."""
    return replaced(PAGE, BEGIN, reference())


def main() -> None:
    settingschema.SHIPPED.write_text(settingschema.text(), "utf-8")
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
