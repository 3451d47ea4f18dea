"""The page as HTML: one file, no script, nothing fetched. The other importer of `jinja2`, for its escaping of HTML."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import jinja2

from kmpgen import __version__
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.printable import printable
from kmpgen.showing.content import Page

GENERATOR = '<meta name="generator" content="kmpgen '


def render(page: Page) -> str:
    """All texts are escaped; what would be invisible in them or turn them around is written out."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_visible
    )
    source = resources.files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source).render(page=page, version=__version__) + "\n"


def _visible(value: object) -> object:
    """A text that is printable line by line; markup is the template's own."""
    if type(value) is not str:
        return value
    return "\n".join(map(printable, value.split("\n")))


def save(path: Path, html: str, model: Path) -> None:
    """Writes the page whole or not at all: over an earlier page, over nothing else. Raises KMP854 (exit code 2)."""
    hint = "choose another --html"
    if path.is_dir() or (path.exists() and not _is_page(path)):
        message = f"the page of {printable(model.name)} would take the place of {_what(path)}"
        raise KmpgenError(Diagnostic("KMP854", message, hint, Where(printable(str(path)))), exit_code=2)
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_text(html, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        message = f"the page can't be written: {error.strerror or error}"
        raise KmpgenError(Diagnostic("KMP854", message, hint, Where(printable(str(path)))), exit_code=2) from error


def _what(path: Path) -> str:
    return "a folder" if path.is_dir() else "a file that kmpgen did not write"


def _is_page(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return GENERATOR.encode() in file.read(1000)
    except OSError:
        return False
