"""Rewrites what is made from the table of settings: the JSON Schema and the reference in ``docs/config.md``.

python scripts/settings.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kmpgen.settings import settingkeys, settingschema
from kmpgen.settings.settingkeys import Key

PAGE = Path(__file__).resolve().parent.parent / "docs" / "config.md"
BEGIN, END = "<!-- made by scripts/settings.py from kmpgen/settings/settingkeys.py -->", "<!-- end -->"
KINDS = {
    "text": "text",
    "integer": "whole number",
    "switch": "true, false",
    "texts": "list of texts",
    "names": "table of texts",
}


def reference() -> str:
    """The tables of the page, one a table of the file."""
    parts = []
    for table in settingkeys.TABLES:
        rows = "\n".join(_row(key) for key in table.keys)
        head = "| key | is | default | example | |\n|---|---|---|---|---|"
        parts.append(f"### `{table.header}`\n\n{table.doc}\n\n{head}\n{rows}\n")
    parts.append(f"### `[model.fields.CLASS]`\n\n{settingkeys.PROPERTIES.doc}\n")
    return "\n".join(parts)


def _row(key: Key) -> str:
    kind = (
        " or ".join(f'`"{choice}"`' for choice in key.choices)
        if key.choices and key.kind == "text"
        else KINDS[key.kind]
    )
    default = f"`{key.default}`" if key.has_value else key.default
    example = f"`{key.example}`" if key.example else ""
    doc = f"{key.doc} At least {key.minimum}." if key.minimum else key.doc
    doc = f"Required. {doc}" if key.required else doc
    return f"| `{key.name}` | {kind} | {default} | {example} | {doc} |"


def page() -> str:
    """``docs/config.md`` with the reference as it is to be."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"


def main() -> None:
    settingschema.SHIPPED.write_text(settingschema.text(), "utf-8")
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
