"""Which templates there are: kmpgen's own and, over them, those of a team's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError, Where

HEADER = "macros/header.j2"
"""What every source file starts with: a team's licence, for instance."""
OWN = "@kmpgen/"
"""Names that start with this lead to kmpgen's own templates, whatever a team's folder holds."""
STATEMENT = "kmpgen-templates.toml"
"""In a team's folder: the version of the template API that its templates are made for."""
BASE = ".kmpgen"
"""In a team's folder: kmpgen's templates as they were when its own were made from them."""

_LIBRARY, _MACROS = "library/", "macros/"
# What stands in a team's folder and is no template: see above, and what version control and desktops leave behind.
_NO_TEMPLATES = frozenset({STATEMENT, BASE, ".git", ".DS_Store", "Thumbs.db"})


def templates_root() -> Path:
    """kmpgen's own templates: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"


@dataclass(frozen=True)
class Template:
    """A file of a layer. ``path`` is its place in the tree it is emitted to, with tokens and ``.j2``."""

    path: str
    file: Path
    is_team: bool
    is_added: bool = False
    """Whether kmpgen has no template for the same file."""

    @property
    def name(self) -> str:
        """How templates name it."""
        return self.path if self.path.startswith(_MACROS) else _LIBRARY + self.path

    @property
    def target(self) -> str:
        """The path of what it stands for, tokens still in it."""
        return self.path.removesuffix(".j2")


class Layers:
    """kmpgen's templates under those of the folder ``team``, where one is given."""

    def __init__(self, team: Path | None) -> None:
        self.team_folder = team
        self.root = root = templates_root()
        folders = (root / "library", ""), (root / "macros", _MACROS)
        self.own = [Template(start + path, folder / path, False) for folder, start in folders for path in _walk(folder)]
        self.team = list(_team(team, {template.target for template in self.own})) if team else []

    @cached_property
    def files(self) -> dict[str, Template]:
        """Every template by its name, and kmpgen's own also by its name after ``@kmpgen/``."""
        own = {template.name: template for template in self.own}
        team = {template.name: template for template in self.team}
        return {**{OWN + name: template for name, template in own.items()}, **own, **team}

    @cached_property
    def emitted(self) -> list[Template]:
        """What stands for files: a team's template takes the place of kmpgen's for the same path."""
        of_team = [template for template in self.team if not template.path.startswith(_MACROS)]
        taken = {template.target for template in of_team}
        kept = (each for each in self.own if not each.path.startswith(_MACROS) and each.target not in taken)
        return sorted([*kept, *of_team], key=lambda template: template.path)

    def own_for(self, template: Template) -> Template | None:
        """kmpgen's template for the path that ``template`` stands for."""
        return next((own for own in self.own if own.target == template.target), None)


def _walk(folder: Path, start: str = "", without: frozenset[str] = frozenset()) -> Iterator[str]:
    """The files below, as paths relative to the folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in without:
                continue
            if entry.is_symlink():
                hint = "put a copy there, or a template that includes what it needs"
                message = "a symbolic link among templates could lead anywhere"
                raise KmpgenError(Diagnostic("KMP207", message, hint, Where(entry.path)))
            if entry.is_dir():
                yield from _walk(Path(entry.path), f"{start}{entry.name}/")
            elif entry.is_file():
                yield start + entry.name
            else:
                message = "neither a file nor a folder"
                raise KmpgenError(Diagnostic("KMP207", message, "remove it from the templates", Where(entry.path)))


def check_apart(team: Path | None, output: Path) -> None:
    """Refuses (KMP212) a folder of templates that the library is built into: it would be among them the next time."""
    if team and output.resolve().is_relative_to(team.resolve()):
        message = f"the library's folder, {output}, lies in the folder of templates"
        hint = "give the templates a folder of their own, or build into another with -o"
        raise KmpgenError(Diagnostic("KMP212", message, hint, Where(str(team))), exit_code=2)


def _team(folder: Path, own: Set[str]) -> Iterator[Template]:
    """The templates of ``folder`` over those that kmpgen has for the files ``own``."""
    if not folder.is_dir():
        hint = "--templates, or `templates` in kmpgen.toml, names the folder of a team's own templates"
        raise KmpgenError(Diagnostic("KMP210", "no such folder of templates", hint, Where(str(folder))), exit_code=2)
    for path in sorted(_walk(folder, without=_NO_TEMPLATES)):
        yield Template(path, folder / path, True, path.removesuffix(".j2") not in own)
