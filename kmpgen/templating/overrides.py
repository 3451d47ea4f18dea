"""Holds a team's templates against kmpgen's: what they extend, override and include must be there."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2
from jinja2 import nodes

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.nearest import nearest
from kmpgen.templating.layers import OWN, Layers, Template
from kmpgen.templating.render import FIELDS_LISTED, Renderer
from kmpgen.templating.viewfields import unknown_fields


def check(layers: Layers, renderer: Renderer) -> None:
    """Raises all that is wrong with the team's templates, whatever a view holds: KMP201 and KMP203 to KMP205."""
    problems = [problem for template in layers.team for problem in _Checked(template, renderer).problems()]
    if problems:
        raise KmpgenError(problems)


class _Checked:
    """One template of a team's folder."""

    def __init__(self, template: Template, renderer: Renderer) -> None:
        self._template = template
        self._renderer = renderer

    def problems(self) -> Iterator[Diagnostic]:
        if not self._template.path.endswith(".j2"):
            return
        try:
            tree = self._renderer.parse(self._template)
        except jinja2.TemplateSyntaxError as error:
            yield self._renderer.diagnostic(self._template, error)
            return
        except KmpgenError as error:
            yield from error.diagnostics
            return
        missing = list(self._missing(tree))
        yield from missing
        yield from self._macros_gone(tree)
        for line, message, hint in unknown_fields(tree):
            yield Diagnostic("KMP202", message, f"{hint}{FIELDS_LISTED}", Where(self._where(line)))
        extended = next(tree.find_all(nodes.Extends), None)
        if extended and not missing:
            yield from self._dropped(tree)
            yield from self._gone(tree, extended)

    def _where(self, line: int) -> str:
        return f"{self._template.file}:{line}"

    def _missing(self, tree: nodes.Template) -> Iterator[Diagnostic]:
        """Templates that are named and not there; names that only rendering can tell are left to it."""
        for node in tree.find_all(nodes.Stmt):
            if not isinstance(node, nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport):
                continue
            name = _constant(node.template)
            if name is None or (isinstance(node, nodes.Include) and node.ignore_missing):
                continue
            if isinstance(node, nodes.Extends) and self._renderer.find(name) == self._template:
                hint = f"to extend kmpgen's, write '{OWN}{name}'"
                yield Diagnostic("KMP205", "the template extends itself", hint, Where(self._where(node.lineno)))
            elif not self._renderer.find(name):
                yield self._renderer.unknown_template(name, self._where(node.lineno))

    def _dropped(self, tree: nodes.Template) -> Iterator[Diagnostic]:
        """Text beside the blocks of a template that extends another appears nowhere."""
        for node in tree.body:
            if isinstance(node, nodes.Output) and (line := _first_line(node)):
                hint = "put it into a block, or take {% extends %} away to replace the file"
                yield Diagnostic(
                    "KMP204", "text outside of the blocks is never emitted", hint, Where(self._where(line))
                )
                return

    def _gone(self, tree: nodes.Template, extended: nodes.Extends) -> Iterator[Diagnostic]:
        """Blocks that override nothing."""
        name = _constant(extended.template)
        parent = name and self._renderer.find(name)
        if not parent:
            return
        known = self._blocks(parent)
        if known is None:
            return
        for block in _outermost(tree):
            if block.name not in known:
                meant = nearest(block.name, known)
                hint = f"did you mean '{meant}'?" if meant else f"it has: {', '.join(known) or 'no blocks'}"
                message = f"{name} has no block '{block.name}'"
                yield Diagnostic("KMP203", message, hint, Where(self._where(block.lineno)))

    def _macros_gone(self, tree: nodes.Template) -> Iterator[Diagnostic]:
        """Macros that kmpgen's templates import from the one that this replaces."""
        own = self._renderer.find(OWN + self._template.name)
        if not own or not own.path.startswith("macros/"):
            return
        defined = {macro.name for macro in tree.find_all(nodes.Macro)}
        for macro in self._renderer.parse(own).find_all(nodes.Macro):
            if macro.name not in defined:
                message = f"the macro '{macro.name}' is missing, which kmpgen's templates import from here"
                hint = f"define it too; kmpgen's stands in {OWN}{self._template.name}"
                yield Diagnostic("KMP203", message, hint, Where(str(self._template.file)))

    def _blocks(self, template: Template) -> list[str] | None:
        """The names of all blocks of ``template`` and of what it extends; None where only rendering can tell."""
        names: list[str] = []
        seen: list[Template] = []
        found: Template | None = template
        while found and found not in seen:
            seen.append(found)
            tree = self._renderer.parse(found)
            names += [block.name for block in tree.find_all(nodes.Block)]
            extended = next(tree.find_all(nodes.Extends), None)
            if not extended:
                return names
            name = _constant(extended.template)
            found = self._renderer.find(name) if name else None
        return None


def _constant(node: nodes.Expr) -> str | None:
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else None


def _first_line(output: nodes.Output) -> int | None:
    """The line of the first thing that the node would print, beyond white space."""
    for part in output.nodes:
        if not isinstance(part, nodes.TemplateData):
            return part.lineno
        if text := part.data.lstrip():
            return part.lineno + part.data[: len(part.data) - len(text)].count("\n")
    return None


def _outermost(node: nodes.Node) -> Iterator[nodes.Block]:
    """The blocks that lie in no other: those within one that is overridden are the team's own."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _outermost(child)
