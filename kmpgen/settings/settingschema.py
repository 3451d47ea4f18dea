"""The JSON Schema of `kmpgen.toml`, for editors: made from the table of keys. Shipped as `kmpgen.schema.json`."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from kmpgen.settings import settingkeys
from kmpgen.settings.settingkeys import Key, Table

FILE = "kmpgen.schema.json"
SHIPPED = Path(__file__).with_name(FILE)

Schema = dict[str, Any]


def schema() -> Schema:
    """What the reader takes, except that it also refuses a path that is named twice and versions that don't fit."""
    model = _table(settingkeys.MODEL)
    model["properties"]["methods"] = {
        "description": f"{settingkeys.METHOD.header}: methods by their names in the model.",
        "type": "object",
        "additionalProperties": _table(settingkeys.METHOD),
    }
    model["properties"]["fields"] = {
        "description": "[model.fields.CLASS]: names of properties, by the class.",
        "type": "object",
        "additionalProperties": _key(settingkeys.PROPERTIES),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "kmpgen.toml",
        "description": "Settings of kmpgen build.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "library": _table(settingkeys.LIBRARY),
            "publishing": _table(settingkeys.PUBLISHING),
            "versions": _table(settingkeys.VERSIONS),
            "model": {"description": settingkeys.MODEL.doc, "type": "array", "items": model},
        },
    }


def text() -> str:
    """The schema as it is shipped."""
    return json.dumps(schema(), indent=2) + "\n"


def _table(table: Table) -> Schema:
    found: Schema = {"description": table.doc, "type": "object", "additionalProperties": False}
    if required := [key.name for key in table.keys if key.required]:
        found["required"] = required
    found["properties"] = {key.name: _key(key) for key in table.keys}
    return found


def _key(key: Key) -> Schema:
    found: Schema = {"description": key.doc, **_type(key)}
    if key.not_empty:
        found["minItems"] = 1
    if key.minimum is not None:
        found["minimum"] = key.minimum
    if key.maximum is not None:
        found["maximum"] = key.maximum
    if key.has_value:
        found["default"] = _value(key.default)
    if key.example:
        found["examples"] = [_value(key.example)]
    return found


def _type(key: Key) -> Schema:
    text: Schema = {"type": "string"}
    if key.choices:
        text["enum"] = list(key.choices)
    if key.check:
        text["pattern"] = f"^(?:{key.check.pattern})$"
    return {
        "text": text,
        "texts": {"type": "array", "items": text, "uniqueItems": True},
        "names": {"type": "object", "additionalProperties": text},
        "integer": {"type": "integer"},
        "switch": {"type": "boolean"},
    }[key.kind]


def _value(toml: str) -> object:
    return tomllib.loads(f"value = {toml}")["value"]
