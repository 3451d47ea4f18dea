"""What a team's folder holds beside templates: which template API they are for, and what they were made from."""

from __future__ import annotations

import re
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.templating.layers import BASE, STATEMENT, Layers, Template
from kmpgen.viewing.viewdata import TEMPLATE_API

_STATEMENT_TEXT = """\
# Templates over those of kmpgen; docs/templates.md of kmpgen says how.
# The version of the template API that they are made for. Another kmpgen says so, and what to do.
template_api = {}
"""

_NO_VERSION = 10**6
"""A number as large as this has been no version ever, and may have more digits than can be printed."""


def check_statement(layers: Layers) -> None:
    """Refuses (KMP206) templates that say they are made for another version of the template API."""
    if not layers.team_folder:
        return
    path = layers.team_folder / STATEMENT
    stated = _stated(path)
    if stated == TEMPLATE_API:
        return
    message = f"these templates are made for template API {stated}, and this kmpgen has {TEMPLATE_API}"
    hint = (
        "`kmpgen templates diff` shows what changed under them, CHANGELOG.md says why; then "
        "`kmpgen templates diff --accept`"
        if stated < TEMPLATE_API
        else "use a newer kmpgen"
    )
    raise KmpgenError(Diagnostic("KMP206", message, hint, Where(_line(path, "template_api"))))


def _stated(path: Path) -> int:
    """The version that the file states; without a file, kmpgen's own."""
    if not path.is_file():
        return TEMPLATE_API
    from kmpgen.settings.settingsfile import parsed  # not needed where there is no team's folder

    hint = f"it holds one line: template_api = {TEMPLATE_API}"
    try:
        content = parsed(path, path.read_text("utf-8"), "KMP206", exit_code=1)
    except UnicodeDecodeError as error:
        raise KmpgenError(Diagnostic("KMP206", "it is not UTF-8 text", hint, Where(str(path)))) from error
    unknown = [key for key in content if key != "template_api"]
    if unknown:
        raise KmpgenError(Diagnostic("KMP206", f"unknown key '{unknown[0]}'", hint, Where(_line(path, unknown[0]))))
    stated = content.get("template_api")
    if not isinstance(stated, int) or isinstance(stated, bool) or not 0 <= stated < _NO_VERSION:
        what = "template_api is no version" if "template_api" in content else "template_api is missing"
        raise KmpgenError(Diagnostic("KMP206", what, hint, Where(_line(path, "template_api"))))
    return stated


def _line(path: Path, key: str) -> str:
    lines = path.read_text("utf-8").splitlines()
    number = next((number for number, line in enumerate(lines, 1) if line.lstrip(" [\"'").startswith(key)), None)
    return f"{path}:{number}" if number else str(path)


def state_version(folder: Path) -> None:
    """Writes down that the folder's templates are made for this kmpgen's template API."""
    path = folder / STATEMENT
    if not path.is_file():
        path.write_text(_STATEMENT_TEXT.format(TEMPLATE_API), "utf-8")
        return
    old = path.read_text("utf-8")
    new = re.sub(r"(?m)^(\s*template_api\s*=\s*)\d+", rf"\g<1>{TEMPLATE_API}", old)
    if new != old:
        path.write_text(new, "utf-8")


def read_base(folder: Path, own: Template) -> str | None:
    """kmpgen's template as it was when the team's was made from it; None where nobody wrote that down."""
    path = folder / BASE / own.path
    return path.read_text("utf-8") if path.is_file() else None


def write_base(folder: Path, own: Template) -> None:
    """Keeps kmpgen's template as it is now."""
    path = folder / BASE / own.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(own.file.read_bytes())
