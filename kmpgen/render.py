"""Templates to files: walks ``templates/library``, which mirrors the emitted tree, and renders it for a view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import jinja2

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.naming import respell
from kmpgen.viewdata import View


def templates_root() -> Path:
    """The folder of templates: inside an installed package, or beside it in a checkout."""
    installed = Path(__file__).parent / "_templates"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "templates"


def render(view: View) -> dict[str, bytes]:
    """The library's files: ``{path relative to its folder: content}``, in order of path."""
    prefix = view.native.prefix
    root = templates_root()
    environment = _environment(root, prefix)
    files: dict[str, bytes] = {}
    for source in sorted(_walk(root / "library")):
        name = source.relative_to(root).as_posix()
        for path, variables in _targets(name.removeprefix("library/"), view, prefix):
            files[path] = _content(environment, source, name, variables, prefix)
    return dict(sorted(files.items()))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def _targets(name: str, view: View, prefix: str) -> Iterator[tuple[str, dict[str, object]]]:
    """The paths that a template stands for, each with its variables: one, or with ``__Model__`` one for each model.

    Tests are of recorded models alone: without any there are none.
    """
    common: dict[str, object] = {field: getattr(view, field) for field in ("library", "versions", "native", "models")}
    path = respell(name.removesuffix(".j2"), prefix).replace("__package__", view.library.package.replace(".", "/"))
    tests = re.match(r"src/\w+Test/", path)
    models = [model for model in view.models if model.parity or not tests]
    if "__Model__" not in path:
        if models:
            yield path, common
        return
    for model in models:
        yield path.replace("__Model__", model.name.strip("`")), {**common, "model": model}


def _content(
    environment: jinja2.Environment, source: Path, name: str, variables: dict[str, object], prefix: str
) -> bytes:
    if not name.endswith(".j2"):
        return respell(source.read_text("utf-8"), prefix).encode()
    try:
        return environment.get_template(name).render(variables).encode()
    except jinja2.TemplateSyntaxError as error:
        raise _failure(error, error.filename or name, error.lineno) from error
    except Exception as error:  # an expression in a template may raise anything
        raise _failure(error, name, None) from error


def _failure(error: Exception, name: str, line: int | None) -> KmpgenError:
    place = f"{name}:{line}" if line else name
    return KmpgenError(Diagnostic("KMP201", f"template error: {error}", "mend the template", Where(place)))


def _environment(root: Path, prefix: str) -> jinja2.Environment:
    def load(name: str) -> tuple[str, str, None] | None:
        path = root / name
        return (respell(path.read_text("utf-8"), prefix), str(path), None) if path.is_file() else None

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        optimized=False,  # templates are rendered once: folding their constants first costs more than it saves
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
