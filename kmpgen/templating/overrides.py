"""Holds a team's templates against kmpgen's: what they extend, override and include must be there."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2
from jinja2 import nodes

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.nearest import nearest
from kmpgen.templating.layers import OWN, Layers, Template
from kmpgen.templating.render import FIELDS_LISTED, Renderer
from kmpgen.templating.viewfields import bound_names, unknown_fields, unknown_variables


def check(layers: Layers, renderer: Renderer) -> None:
    """Raises all that is wrong with the team's templates, whatever a view holds: KMP201 to KMP205."""
    shared = _Shared(layers, renderer)
    problems = [problem for template in layers.team for problem in _Checked(template, renderer, shared).problems()]
    if problems:
        raise KmpgenError(problems)


class _Shared:
    """What the templates of a team's folder give each other: one that is named by others sees variables of theirs."""

    def __init__(self, layers: Layers, renderer: Renderer) -> None:
        trees = [tree for template in layers.team if (tree := _parsed(template, renderer))]
        named = [_constant(node.template) for tree in trees for node in _naming(tree)]
        self._anything = None in named
        self._named = [renderer.find(name) for name in named if name]
        self._bound = frozenset(name for tree in trees for name in bound_names(tree))

    def names(self, template: Template) -> frozenset[str]:
        """The variables that ``template`` may get from others of the folder."""
        return self._bound if self._anything or template in self._named else frozenset()


_Naming = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport


def _naming(tree: nodes.Template) -> Iterator[_Naming]:
    """What of the tree names other templates."""
    return (node for node in tree.find_all(nodes.Stmt) if isinstance(node, _Naming))


def _parsed(template: Template, renderer: Renderer) -> nodes.Template | None:
    """Its syntax tree; None of what is no template, or a broken one, which is told elsewhere."""
    try:
        return renderer.parse(template) if template.path.endswith(".j2") else None
    except (jinja2.TemplateSyntaxError, KmpgenError):
        return None


class _Checked:
    """One template of a team's folder."""

    def __init__(self, template: Template, renderer: Renderer, shared: _Shared) -> None:
        self._template = template
        self._renderer = renderer
        self._shared = shared

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
        for line, message, hint in [*unknown_fields(tree), *self._unknown_variables(tree)]:
            yield Diagnostic("KMP202", message, f"{hint}{FIELDS_LISTED}", Where(self._where(line)))
        extended = next(tree.find_all(nodes.Extends), None)
        if extended and not missing:
            yield from self._misplaced(extended)
            yield from self._dropped(tree)
            yield from self._gone(tree, extended)

    def _where(self, line: int) -> str:
        return f"{self._template.file}:{line}"

    def _missing(self, tree: nodes.Template) -> Iterator[Diagnostic]:
        """Templates that are named and not there; names that only rendering can tell are left to it."""
        for node in _naming(tree):
            name = _constant(node.template)
            if name is None or (isinstance(node, nodes.Include) and node.ignore_missing):
                continue
            if isinstance(node, nodes.Extends) and self._renderer.find(name) == self._template:
                hint = f"to extend kmpgen's, write '{OWN}{name}'"
                yield Diagnostic("KMP205", "the template extends itself", hint, Where(self._where(node.lineno)))
            elif not self._renderer.find(name):
                yield self._renderer.unknown_template(name, self._where(node.lineno))

    def _unknown_variables(self, tree: nodes.Template) -> Iterator[tuple[int, str, str]]:
        """None where only rendering can tell what the template extends."""
        parents = self._chain(tree)
        if parents is None:
            return
        beside = {name for _, parent in parents for name in bound_names(parent)}
        yield from unknown_variables(tree, beside | self._shared.names(self._template))

    def _misplaced(self, extended: nodes.Extends) -> Iterator[Diagnostic]:
        """In the place of one of kmpgen's files, a template that extends another of them: it would become that."""
        name = _constant(extended.template)
        parent = name and self._renderer.find(name)
        if not parent or self._template.is_added or parent.is_added or self._template.target == parent.target:
            return
        hint = f"extend '{OWN}{self._template.name}', or move the template to the path of what it extends"
        message = f"the template extends {parent.path}, but stands in the place of {self._template.target}"
        yield Diagnostic("KMP205", message, hint, Where(self._where(extended.lineno)))

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
        chain = self._chain(tree)
        if chain is None:
            return
        known = [block.name for _, each in chain for block in each.find_all(nodes.Block)]
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

    def _chain(self, tree: nodes.Template) -> list[tuple[Template, nodes.Template]] | None:
        """What a template of this tree extends, what that extends, and so on; None where only rendering can tell."""
        found: dict[Template, nodes.Template] = {}
        extended = next(tree.find_all(nodes.Extends), None)
        while extended:
            name = _constant(extended.template)
            parent = self._renderer.find(name) if name else None
            parsed = _parsed(parent, self._renderer) if parent and parent not in found else None
            if not parent or not parsed:
                return None
            found[parent] = parsed
            extended = next(parsed.find_all(nodes.Extends), None)
        return list(found.items())


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
