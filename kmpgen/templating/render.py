"""Templates to files: renders each template of the layers for a view."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import jinja2
import jinja2.nodes
from jinja2.utils import missing

from kmpgen.config import Config
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.nearest import nearest
from kmpgen.templating.compiled import CompiledTemplates
from kmpgen.templating.emitted import Emitted, emitted, exclude_line, excluded
from kmpgen.templating.layers import HEADER, OWN, Layers, Template
from kmpgen.viewing.naming import respell
from kmpgen.viewing.viewdata import View

# Tags of blocks, never indented in kmpgen's own templates, and the header that is empty until a team fills it.
_SEAM = re.compile(r'\{% (?:(?:end)?block\b[^%]*|include "' + re.escape(HEADER) + r'" )%\}\n?')
_SUPER = re.compile(r"(?m)^[ \t]*(\{\{[+-]?\s*super\(\)\s*\}\})[ \t]*$")
_MARK = re.compile(r"\{[{%#]")
_FIELD = re.compile(r"\{\{ (library|native|runtime|versions)\.(\w+) \}\}")
_SEVERAL = re.compile("__Model__|__Class__")


def render(view: View, config: Config | None = None, resources: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The library's files: ``{path relative to its folder: content}``, in order of path.

    ``resources`` are files that no template stands for. Both may be excluded by the config; a file that a team's
    template stands for as well is an error.
    """
    config = config or Config()
    resources = resources or {}
    layers = Layers(config.templates)
    renderer = Renderer(layers, view.native.prefix)
    if layers.team_folder:
        from kmpgen.templating import overrides, teamfolder

        teamfolder.check_statement(layers)
        overrides.check(layers, renderer)
    also = [Emitted(path, Template(path, layers.root / path, False), {}, True) for path in resources]
    files = [*emitted(layers.emitted, view, also), *also]
    left_out = excluded(config, [file.path for file in files], view.library.package)
    contents: dict[str, bytes] = {}
    for file in files:
        if file.is_wanted and file.path not in left_out:
            made = resources.get(file.path) if file in also else renderer.content(file.template, _variables(view, file))
            if made is not None:
                contents[file.path] = made
    return dict(sorted(contents.items()))


def nothing_emitted(config: Config) -> Diagnostic:
    """KMP213, for a library that `render` made no file of."""
    hint = "exclude fewer files" if config.exclude else "have a template that renders to something"
    message = "no file is emitted: the library is its lock alone"
    return Diagnostic("KMP213", message, hint, exclude_line(config) if config.exclude else Where(), "warning")


def _variables(view: View, file: Emitted) -> dict[str, object]:
    return {**vars(view), **file.variables}


class Renderer:
    """Renders templates of the layers; names in them are written with the default prefix, here they get ``prefix``."""

    def __init__(self, layers: Layers, prefix: str) -> None:
        self._prefix = prefix
        self._keeps_seams = bool(layers.team)
        self._files = {respell(name, prefix): template for name, template in layers.files.items()}
        self.environment = _environment(self._load)

    def content(self, template: Template, variables: dict[str, object]) -> bytes | None:
        """The content of the file that ``template`` stands for; None, and no file, where it renders to nothing."""
        if not template.path.endswith(".j2"):
            return self._copy(template)
        try:
            rendered = self._render(template, variables)
        except KmpgenError:
            raise
        except Exception as error:  # an expression in a template may raise anything
            raise KmpgenError(self.diagnostic(template, error)) from error
        return rendered.encode() if rendered.strip() else None

    def _render(self, template: Template, variables: dict[str, object]) -> str:
        if not (self._keeps_seams or _SEVERAL.search(template.path)):
            text = _filled(self.source(template), variables)
            if not _MARK.search(text):
                return text
        return self.environment.get_template(respell(template.name, self._prefix)).render(variables)

    def source(self, template: Template) -> str:
        """The template's text as Jinja gets it. A line of ``{{ super() }}`` alone becomes the overridden lines."""
        try:
            text = template.file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            where = Where(f"{template.file}:{error.object.count(10, 0, error.start) + 1}")
            hint = "save it as UTF-8; a file that is no text is copied where its name does not end in .j2"
            raise KmpgenError(Diagnostic("KMP201", "the template is not UTF-8 text", hint, where)) from error
        text = respell(text, self._prefix)
        if template.is_team:
            end = "\n" if template.name == HEADER and text.strip() and not text.endswith("\n") else ""
            return _SUPER.sub(r"\1{##}", text) + end
        return text if self._keeps_seams else without_seams(text)

    def _copy(self, template: Template) -> bytes:
        data = template.file.read_bytes()
        try:
            return respell(data.decode(), self._prefix).encode()
        except UnicodeDecodeError:
            return data

    def parse(self, template: Template) -> jinja2.nodes.Template:
        """The template's syntax tree, as Jinja will see it."""
        return self.environment.parse(self.source(template), template.name, str(template.file))

    def find(self, name: str) -> Template | None:
        """The template that others call ``name``."""
        return self._files.get(name)

    def _load(self, name: str) -> tuple[str, str, None] | None:
        template = self.find(name)
        if not template:
            return None
        return self.source(template), str(template.file), None

    def unknown_template(self, name: str, place: str) -> Diagnostic:
        """What to say of a name that leads to no template."""
        meant = nearest(name, [*self._files, *(OWN + known for known in self._files if not known.startswith(OWN))])
        hint = f"did you mean '{meant}'?" if meant else "`kmpgen templates list` names them all"
        return Diagnostic("KMP205", f"there is no template '{name}'", hint, Where(place))

    def diagnostic(self, template: Template, error: Exception) -> Diagnostic:
        """What went wrong while ``template`` was compiled or rendered, and in which line of which file."""
        hint = "mend the template"
        if isinstance(error, jinja2.TemplateSyntaxError):
            return Diagnostic("KMP201", f"template error: {error.message}", hint, Where(_line_of(template, error)))
        place = self._place(error) or str(template.file)
        if isinstance(error, jinja2.TemplateNotFound):
            return self.unknown_template(str(error.name), place)
        if isinstance(error, _UnknownField):
            return Diagnostic("KMP202", str(error), error.hint, Where(place))
        if isinstance(error, RecursionError):
            return Diagnostic("KMP201", "the template includes or extends itself without end", hint, Where(place))
        return Diagnostic("KMP201", f"template error: {error}", hint, Where(place))

    def _place(self, error: Exception) -> str | None:
        """The innermost line of a template in the traceback, which Jinja gives in lines of templates."""
        files = {str(template.file) for template in self._files.values()}
        place, trace = None, error.__traceback__
        while trace:
            if trace.tb_frame.f_code.co_filename in files:
                place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
            trace = trace.tb_next
        return place


def _line_of(template: Template, error: jinja2.TemplateSyntaxError) -> str:
    return f"{error.filename or template.file}:{error.lineno}"


def without_seams(text: str) -> str:
    """kmpgen's template as it is where no team changes anything: it renders the same, with less to compile."""
    return _SEAM.sub("", text)


def _filled(text: str, variables: Mapping[str, object]) -> str:
    """``text`` with fields of the library put in, as Jinja would: mostly there is nothing else in it.

    What could be taken for Jinja's own, or is not there, is left to Jinja.
    """

    def value(field: re.Match[str]) -> str:
        found = str(getattr(variables[field[1]], field[2], "{"))
        return field[0] if "{" in found else found

    return _FIELD.sub(value, text)


FIELDS_LISTED = "docs/templates.md lists what templates see"

# What a variable of these names stands for, and where.
_SEEN_IN = {
    "model": "templates with __Model__ in their path, and loops over `models`",
    "method": "the blocks of a facade that are called after it, and loops over `model.methods`",
    "cls": "templates with __Class__ in their path, a facade's blocks for classes, and loops over `model.classes`",
}


class _UnknownField(jinja2.UndefinedError):
    """A template named what the view does not have."""

    def __init__(self, owner: object, name: str) -> None:
        if owner is missing:
            super().__init__(f"there is no variable '{name}' here")
            meant = nearest(name, [*View.__dataclass_fields__, *_SEEN_IN])
        else:
            super().__init__(f"'{name}' is no field of {type(owner).__name__}")
            meant = nearest(name, [field for field in dir(owner) if not field.startswith("_")])
        hint = f"did you mean '{meant}'? {FIELDS_LISTED}" if meant else FIELDS_LISTED
        self.hint = f"`{name}` is seen in {_SEEN_IN[name]}" if name in _SEEN_IN else hint


class _Unknown(jinja2.StrictUndefined):
    """Says, once it is used, which field of which object was meant."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[jinja2.TemplateRuntimeError] = jinja2.UndefinedError,
    ) -> None:
        if exc is jinja2.UndefinedError and isinstance(name, str) and not hint:
            raiser = partial(_unknown_field, obj, name)
            exc = cast("type[jinja2.TemplateRuntimeError]", raiser)  # it is only ever called
        super().__init__(hint, obj, name, exc)


def _unknown_field(owner: object, name: str, _message: str | None) -> _UnknownField:
    return _UnknownField(owner, name)


def _environment(load: Any) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        undefined=_Unknown,
        autoescape=False,
        bytecode_cache=CompiledTemplates(),
        optimized=False,  # templates are rendered once: folding their constants first costs more than it saves
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
