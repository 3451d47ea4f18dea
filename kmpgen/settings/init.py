"""`kmpgen init`: a `kmpgen.toml` with every setting, commented out, and the schema by which editors complete it."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from kmpgen import ir
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.settings import settingkeys, settingschema
from kmpgen.settings.effective import FILE
from kmpgen.settings.settingkeys import Key, Table
from kmpgen.viewing.naming import camel_case

WIDTH = 120

HEAD = """\
#:schema ./{schema}
#
# The settings of `kmpgen build`, which finds this file from its folder and from all folders below. Paths are relative
# to its folder; options of the command line win. What is commented out shows the default, or an example.
"""


def init(folder: Path, model: ir.Model | None, path: Path | None) -> list[Path]:
    """Writes both files and returns their paths. ``path`` is the model's, to be named.

    Raises KmpgenError KMP610 where the settings are there already; nothing is overwritten then.
    """
    file = folder / FILE
    if file.exists() or file.is_symlink():
        hint = "edit it, or move it away first; `kmpgen init --schema` renews the schema alone"
        raise KmpgenError(Diagnostic("KMP610", "the file is there already", hint, Where(str(file))))
    with file.open("x", encoding="utf-8", newline="\n") as opened:
        opened.write(settings_text(model, path))
    return [file, write_schema(folder)]


def write_schema(folder: Path) -> Path:
    """Writes the schema, over an older one if there is one."""
    file = folder / settingschema.FILE
    file.write_bytes(settingschema.SHIPPED.read_bytes())
    return file


def settings_text(model: ir.Model | None, path: Path | None) -> str:
    """The text of the file; with a model, it lists that model's methods."""
    named = {"path": _quoted((path or Path("model.ptl")).as_posix())}
    parts = [
        HEAD.format(schema=settingschema.FILE),
        _table(settingkeys.LIBRARY),
        _off(_table(settingkeys.PUBLISHING)),
        _table(settingkeys.VERSIONS),
        _table(settingkeys.MODEL, named),
        _methods(model),
    ]
    return "\n".join(parts)


def _table(table: Table, given: Mapping[str, str] = MappingProxyType({})) -> str:
    keys = [line for key in table.keys for line in _lines(key, given.get(key.name))]
    return "\n".join([*_comment(table.doc), table.header, *keys]) + "\n"


def _off(table: str) -> str:
    """The table with its header commented out, where to have it is to say something."""
    return re.sub(r"^\[", "#[", table, flags=re.MULTILINE)


def _lines(key: Key, value: str | None = None) -> list[str]:
    """A key with what it is for, beside it or above; commented out unless it has a value."""
    shows_default = bool(key.default) and not (key.has_value and not key.example)
    doc = f"{key.doc} Default: {key.default}." if shows_default else key.doc
    setting = f"{key.name} = {value}" if value else f"#{key.name} = {key.sample}"
    beside = f"{setting:<40}  # {doc}"
    return [beside] if len(beside) <= WIDTH else [*_comment(doc), setting]


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


def _methods(model: ir.Model | None) -> str:
    """The methods' tables, all commented out: those of the model, or an example's."""
    keys = {key.name: key for key in settingkeys.METHOD.keys}
    lines = _comment(f"{settingkeys.METHOD.doc} It takes {', '.join(keys)}.")
    if model is None:
        lines += [f"#{settingkeys.METHOD.header.replace('NAME', 'forward')}"]
        lines += [line for key in keys.values() for line in _lines(key)]
    for method in model.methods if model else ():
        if not method.name.startswith("_"):
            lines.append(f"#[model.methods.{_key(method.name)}]")
            named = [f"{_key(each.name)} = {_quoted(camel_case(each.name))}" for each in method.arguments]
            lines += [f"#arguments = {{ {', '.join(named)} }}"] if named else []
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if name.isascii() else _quoted(name)


def _quoted(text: str) -> str:
    """A TOML string: it is written as JSON's are, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
