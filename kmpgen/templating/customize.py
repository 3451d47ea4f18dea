"""What `kmpgen templates` does: lists templates, ejects them into a team's folder, shows what changed under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kmpgen.config import Config
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.nearest import nearest
from kmpgen.settings import effective
from kmpgen.templating import teamfolder
from kmpgen.templating.blocks import Block, extended, find_blocks
from kmpgen.templating.layers import OWN, Layers, Template
from kmpgen.templating.patterns import pattern_expression


@dataclass(frozen=True)
class Listed:
    """A template: whose it is, its blocks, and which of them a team's template overrides."""

    path: str
    state: str
    """``kmpgen``: as kmpgen has it; ``blocks`` overridden; ``replaced``, ``added`` or ``excluded`` as a whole."""
    blocks: tuple[str, ...]
    overridden: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """What an override and kmpgen's template have become: ``changed`` since it was made, ``own`` to the override."""

    path: str
    is_known: bool
    """Whether the folder holds what the override was made from; else ``changed`` is empty."""
    changed: tuple[str, ...]
    own: tuple[str, ...]


def team_settings(file: Path | None, templates: Path | None) -> tuple[Path | None, tuple[str, ...]]:
    """The folder of the team's templates and what is excluded: as kmpgen.toml says, and the option over it."""
    config, file = Config(), file or effective.find()
    if file is not None:
        from kmpgen.settings.settingsfile import read_settings

        config = read_settings(file)
    return templates or config.templates, config.exclude


def required(folder: Path | None) -> Path:
    """``folder``, which must be given."""
    if folder is None:
        hint = 'name it with --templates DIR, or in kmpgen.toml: templates = "templates"'
        raise KmpgenError(Diagnostic("KMP210", "no folder of templates is given", hint), exit_code=2)
    return folder


def list_templates(folder: Path | None, exclude: Sequence[str]) -> list[Listed]:
    """Every template, kmpgen's and the team's, in order of path."""
    layers = Layers(folder)
    of_team = {template.target: template for template in layers.team}
    rows = [_listed(own, of_team.pop(own.target, None)) for own in layers.own]
    rows += [Listed(added.path, "added", _names(added), ()) for added in of_team.values()]
    left_out = _excluded([*layers.own, *of_team.values()], exclude)
    rows = [replace(row, state="excluded") if row.path.removesuffix(".j2") in left_out else row for row in rows]
    return sorted(rows, key=lambda row: row.path)


def _listed(own: Template, team: Template | None) -> Listed:
    blocks = _names(own)
    overridden: tuple[str, ...] = ()
    state = "kmpgen"
    if team:
        overridden = _names(team) if _extends(team, own) else ()
        state = "blocks" if overridden or _extends(team, own) else "replaced"
    return Listed(own.path, state, blocks, tuple(n for n in overridden if n in blocks))


def _excluded(templates: Sequence[Template], exclude: Sequence[str]) -> frozenset[str]:
    """The targets that patterns leave out. Tokens stand for anything here, for no model says what they are."""
    found: set[str] = set()
    targets = {template.target: _anything(template.target) for template in templates}
    for pattern in exclude:
        expression = pattern_expression(pattern)
        found.update(target for target in targets if expression.fullmatch(target))
        path = pattern.replace("__package__", "any").replace("__Model__", "Any").replace("__Class__", "Any")
        found.update(sorted((target for target in targets if targets[target].fullmatch(path)), key=len)[-1:])
    return frozenset(found)


def _anything(target: str) -> re.Pattern[str]:
    return re.compile(
        re.escape(target).replace("__package__", ".+").replace("__Model__", "[^/]+").replace("__Class__", "[^/]+")
    )


def _text(template: Template) -> str:
    """The template's text; empty for what is none."""
    try:
        return template.file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return ""


def _names(template: Template) -> tuple[str, ...]:
    return tuple(dict.fromkeys(block.name for block in _blocks(template)))


def _blocks(template: Template) -> list[Block]:
    return find_blocks(_text(template)) if template.path.endswith(".j2") else []


def _extends(team: Template, own: Template) -> bool:
    return team.path.endswith(".j2") and extended(_text(team)) == OWN + own.name


def find_template(layers: Layers, path: str) -> Template:
    """kmpgen's template called ``path``: as it is listed, with or without ``.j2``, by its full name, or as the file
    that it is emitted to, where that can't be another's."""
    wanted = path.removeprefix(OWN).removeprefix("library/").removesuffix(".j2")
    for own in layers.own:
        if own.target == wanted:
            return own
    emitted = _emitted_as(layers, wanted)
    if len(emitted) == 1:
        return emitted[0]
    meant = "' or '".join(each.target for each in emitted) or nearest(wanted, [own.target for own in layers.own])
    hint = f"did you mean '{meant}'?" if meant else "`kmpgen templates list` names them all"
    raise KmpgenError(Diagnostic("KMP205", f"kmpgen has no template '{path}'", hint))


def _emitted_as(layers: Layers, path: str) -> list[Template]:
    """The templates that a library may have the file ``path`` from. A facade and a class can have the same."""
    found = [own for own in layers.own if _anything(own.target).fullmatch(path)]
    exact = [own for own in found if own.target.rpartition("/")[2] == path.rpartition("/")[2]]
    if exact or "/torch/" in path:
        return exact
    return sorted(found, key=lambda own: own.target, reverse=True)


def eject(folder: Path, path: str, block: str | None) -> Path:
    """Copies kmpgen's template ``path`` into the team's folder, or one block of it; overwrites nothing.

    Raises KMP205 and KMP203 for what does not exist, KMP211 for what is there already.
    """
    layers = Layers(folder if folder.exists() else None)
    own = find_template(layers, path)
    there = next((template for template in layers.team if template.target == own.target), None)
    target = there.file if there else folder / own.path
    text = _block_override(own, block) if block else None
    if there:
        if text is None or block is None or not _extends(there, own):
            raise _there(target, "edit it, or move it away first")
        _check_same_base(folder, own, there, block)
        text = f"{_text(there).rstrip()}\n\n{text}"
    elif text is not None:
        text = f'{{% extends "{OWN}{own.name}" %}}\n\n{text}'
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode() if text is not None else own.file.read_bytes())
    teamfolder.write_base(folder, own)
    teamfolder.state_version(folder)
    return target


def _block_override(own: Template, name: str) -> str:
    blocks = {block.name: block for block in _blocks(own)}
    if name in blocks:
        return blocks[name].outer.rstrip("\n") + "\n"
    meant = nearest(name, blocks)
    hint = f"did you mean '{meant}'?" if meant else f"it has: {', '.join(blocks) or 'no blocks'}"
    raise KmpgenError(Diagnostic("KMP203", f"{own.path} has no block '{name}'", hint))


def _check_same_base(folder: Path, own: Template, there: Template, block: str) -> None:
    """All blocks of a file must come from one version of kmpgen's template, for it is kept once."""
    if block in _names(there):
        raise _there(there.file, f"it has a block '{block}' already: edit it")
    base = teamfolder.read_base(folder, own)
    if base is not None and base != _text(own):
        raise _there(
            there.file, "its blocks were made from an older template: see `kmpgen templates diff`, then --accept"
        )


def _there(file: Path, hint: str) -> KmpgenError:
    return KmpgenError(Diagnostic("KMP211", "there is a template already", hint, Where(str(file))))


def differences(folder: Path, paths: Sequence[str]) -> list[Difference]:
    """Of each of the team's templates over one of kmpgen's, or of those that ``paths`` name."""
    return [_difference(folder, team, own) for team, own in _overrides(Layers(folder), paths)]


def accept(folder: Path, paths: Sequence[str]) -> list[str]:
    """Writes down that the team's templates are up to date with kmpgen's as they are now; returns their paths."""
    accepted = []
    for _, own in _overrides(Layers(folder), paths):
        teamfolder.write_base(folder, own)
        accepted.append(own.path)
    if not paths:
        teamfolder.state_version(folder)
    return accepted


def _overrides(layers: Layers, paths: Sequence[str]) -> Iterator[tuple[Template, Template]]:
    wanted = [find_template(layers, path) for path in paths]
    for team in layers.team:
        own = layers.own_for(team)
        if own and (not wanted or own in wanted):
            yield team, own


def _difference(folder: Path, team: Template, own: Template) -> Difference:
    base = teamfolder.read_base(folder, own)
    now, mine = _text(own), _text(team)
    if not _extends(team, own):
        changed = _unified(base, now, own.path) if base is not None else []
        return Difference(own.path, base is not None, tuple(changed), tuple(_unified(now, mine, own.path)))
    changed, added = [], []
    old_blocks, new_blocks = _inner(base or ""), _inner(now)
    for name, text in _inner(mine, outermost=True).items():
        place = f"{own.path}, block {name}"
        if base is not None:
            changed += _unified(old_blocks.get(name, ""), new_blocks.get(name, ""), place)
        added += _unified(new_blocks.get(name, ""), text, place)
    return Difference(own.path, base is not None, tuple(changed), tuple(added))


def _inner(text: str, *, outermost: bool = False) -> dict[str, str]:
    return {block.name: block.inner for block in find_blocks(text) if not outermost or block.depth == 0}


def _unified(old: str, new: str, place: str) -> list[str]:
    import difflib

    return list(difflib.unified_diff(old.splitlines(), new.splitlines(), place, place, lineterm=""))
