"""The JSON Schema of metadata, made from the table of keys. Shipped as `kmpgen.metadata.schema.json`.

It knows shapes and limits; that metadata fits its model, kmpgen alone can say.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from kmpgen.metadata import check
from kmpgen.metadata import keys as table_of
from kmpgen.metadata.data import CHANNEL_COUNTS, VERSION
from kmpgen.metadata.keys import Key, Kind, Table
from kmpgen.settings import settingchecks

FILE = "kmpgen.metadata.schema.json"
SHIPPED = Path(__file__).with_name(FILE)

Schema = dict[str, Any]


def schema() -> Schema:
    """Of both forms, JSON and TOML; ``metadata_version`` is required of `kmpgen.json` alone."""
    top = _table(table_of.MODEL)
    top["properties"]["metadata_version"] = {"description": _doc(table_of.MODEL, "metadata_version"), "const": VERSION}
    definitions = {"method": _table(table_of.METHOD), "value": _table(table_of.VALUE), "image": _table(table_of.IMAGE)}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Metadata of a model, for kmpgen",
        **top,
        "definitions": definitions,
    }


def text() -> str:
    """The schema as it is shipped."""
    return json.dumps(schema(), indent=2) + "\n"


def _doc(table: Table, name: str) -> str:
    return next(key.doc for key in table.keys if key.name == name)


def _table(table: Table) -> Schema:
    properties = {key.name: _key(key) for key in table.keys}
    return {"description": table.doc, "type": "object", "additionalProperties": False, "properties": properties}


def _key(key: Key) -> Schema:
    found: Schema = {"description": key.doc, **_type(key)}
    if key.example:
        found["examples"] = [tomllib.loads(f"value = {key.example}")["value"]]
    return found


def _type(key: Key) -> Schema:
    if key.choices:
        return {"type": "string", "enum": list(key.choices)}
    number: Schema = {"type": "number"}
    if key.above is not None:
        number["exclusiveMinimum"] = key.above
    if key.most is not None:
        number["maximum"] = key.most
    if key.kind == "number":
        return number
    if key.kind == "numbers":
        lengths = [{"minItems": count, "maxItems": count} for count in sorted(set(CHANNEL_COUNTS.values()))]
        return {"type": "array", "items": number, "anyOf": lengths}
    if key.kind == "integer":
        return {"type": "integer", "minimum": key.least or 0, "maximum": check.GREATEST_SIZE}
    return _KINDS[key.kind]


def _text(longest: int, pattern: str = "") -> Schema:
    return {"type": "string", "maxLength": longest, **({"pattern": f"^(?:{pattern})$"} if pattern else {})}


def _parts(kind: str, inner: Schema) -> Schema:
    if kind == "object":
        return {"type": "object", "additionalProperties": inner, "maxProperties": check.MOST_PARTS}
    return {"type": "array", "items": inner, "maxItems": check.MOST_PARTS}


_ONE_LINE = r"[^\n\r]*"
_VALUE: Schema = {"$ref": "#/definitions/value"}
_KINDS: dict[Kind, Schema] = {
    "line": _text(check.LONGEST_LINE, _ONE_LINE),
    "prose": _text(check.LONGEST_PROSE),
    "path": _text(check.LONGEST_LINE, _ONE_LINE),
    "name": _text(check.LONGEST_NAME, check.NAME.pattern),
    "class": _text(check.LONGEST_NAME, settingchecks.CLASS_NAME.pattern),
    "shape": {
        "type": "array",
        "maxItems": check.HIGHEST_RANK,
        "items": {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": check.GREATEST_SIZE},
                {"type": "string", "pattern": f"^{check.DIMENSION}$"},
            ]
        },
    },
    "lines": {
        "type": "array",
        "minItems": 1,
        "maxItems": check.MOST_LABELS,
        "items": _text(check.LONGEST_LABEL),
    },
    "image": {"$ref": "#/definitions/image"},
    "value": _VALUE,
    "values": _parts("object", _VALUE),
    "list of values": _parts("array", _VALUE),
    "methods": _parts("object", {"$ref": "#/definitions/method"}),
}
