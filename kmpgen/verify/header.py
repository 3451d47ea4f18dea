"""The emitted Objective-C header as Kotlin sees it: what cinterop would make of it, read with libclang.

Held equal to cinterop's own rendering by tests/test_header_view.py. What this module does not know how to render is an
error that names the line, never left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.verify import libclang as clang
from kmpgen.verify.headertypes import KotlinTypes, Unsupported


@dataclass(frozen=True)
class Parameter:
    name: str
    type: str


@dataclass(frozen=True)
class Method:
    """`returns` is the Kotlin type."""

    selector: str
    encoding: str
    parameters: tuple[Parameter, ...]
    returns: str
    is_class: bool = False
    available: bool = True

    @property
    def name(self) -> str:
        return self.selector.split(":")[0]

    @property
    def is_init(self) -> bool:
        tail = self.name.lstrip("_")[4:]
        return not self.is_class and self.name.lstrip("_").startswith("init") and not tail[:1].islower()


@dataclass(frozen=True)
class Property:
    """`setter` is None where it is read-only."""

    name: str
    type: str
    getter: Method
    setter: Method | None
    is_class: bool


@dataclass(frozen=True)
class ObjCClass:
    """`methods` holds what Kotlin sees: the class's own, its properties' accessors, inherited ones narrowed."""

    name: str
    line: int
    superclass: str
    methods: tuple[Method, ...]
    properties: tuple[Property, ...]


@dataclass(frozen=True)
class Alias:
    """A typedef or enum of the header; `variable` is the cinterop type of a place in memory that holds one."""

    name: str
    type: str
    variable: str


@dataclass(frozen=True)
class Constant:
    """`literal` is Kotlin text; None where the value is read at run time."""

    name: str
    type: str
    literal: str | None


@dataclass(frozen=True)
class Function:
    name: str
    parameters: tuple[Parameter, ...]
    returns: str


@dataclass(frozen=True)
class HeaderView:
    classes: tuple[ObjCClass, ...]
    aliases: tuple[Alias, ...]
    constants: tuple[Constant, ...]
    functions: tuple[Function, ...]


def read_header(header: Path, shown_as: str) -> HeaderView:
    """Parses the header. `shown_as` is its name in messages.

    Raises KmpgenError KMP404 where it does not parse, KMP405 where it holds what the view cannot render (all at once).
    """
    parsed = clang.parse(header, "objective-c")
    errors = [complaint for complaint in parsed.complaints if complaint.severity > 2]
    if errors:
        say = "the Objective-C header does not parse: "
        raise KmpgenError(
            Diagnostic("KMP404", say + c.message, where=Where(file=f"{shown_as}:{c.line}")) for c in errors
        )
    return _Reader(parsed, header, shown_as).read()


class _Reader:
    def __init__(self, parsed: clang.Parsed, header: Path, shown_as: str) -> None:
        self._declarations = list(parsed.declarations(header))
        self._shown_as = shown_as
        own_types = [c.spelling for c in self._declarations if clang.kind(c) in (clang.TYPEDEF, clang.ENUM)]
        own_classes = [c.spelling for c in self._declarations if clang.kind(c) == clang.INTERFACE]
        self._types = KotlinTypes(frozenset(own_types), frozenset(own_classes))
        self._problems: list[Diagnostic] = []
        self._classes: dict[str, ObjCClass] = {}
        self._aliases: dict[str, Alias] = {}
        self._constants: list[Constant] = []
        self._functions: list[Function] = []

    def read(self) -> HeaderView:
        for cursor in self._declarations:
            try:
                self._declaration(cursor)
            except Unsupported as problem:
                self._problem(cursor, str(problem))
        if self._problems:
            raise KmpgenError(self._problems)
        return HeaderView(
            tuple(self._classes.values()), tuple(self._aliases.values()), tuple(self._constants), tuple(self._functions)
        )

    def _problem(self, cursor: clang.Cursor, what: str) -> None:
        where = Where(file=f"{self._shown_as}:{cursor.location.line}")
        message = f"the Kotlin view of the header cannot show {what}"
        hint = "declare it with types that cinterop maps plainly"
        problem = Diagnostic("KMP405", message, hint, where)
        if problem not in self._problems:  # a property and its accessors stand at one place
            self._problems.append(problem)

    def _declaration(self, cursor: clang.Cursor) -> None:
        match clang.kind(cursor):
            case clang.INTERFACE:
                self._classes[cursor.spelling] = self._class(cursor)
            case clang.TYPEDEF:
                self._alias(cursor.spelling, cursor.underlying_typedef_type)
            case clang.ENUM:
                self._enum(cursor)
            case clang.FUNCTION:
                self._functions.append(self._function(cursor))
            case clang.VARIABLE:
                self._constants.append(self._variable(cursor))
            case clang.MACRO:
                self._constants += self._types.macro_constant(cursor.spelling, clang.macro_tokens(cursor), Constant)
            case clang.CATEGORY:
                raise Unsupported(f"category {cursor.spelling!r}")
            case clang.PROTOCOL:
                raise Unsupported(f"protocol {cursor.spelling!r}")
            case clang.STRUCT | clang.UNION:
                raise Unsupported(f"struct or union {cursor.spelling!r}")
            case _:
                pass  # forward declarations, attributes, inclusions: nothing that Kotlin sees

    def _alias(self, name: str, type: clang.Type) -> None:
        named = clang.plain(type)
        if clang.kind(named) == clang.ENUM_TYPE:
            declaration = named.get_declaration()
            type = declaration.enum_type
            named = clang.plain(type)
        kotlin = self._types.value(type)
        self._aliases[name] = Alias(name, kotlin, self._types.variable_of(name, named))

    def _enum(self, cursor: clang.Cursor) -> None:
        for constant in clang.children(cursor):
            if clang.kind(constant) == clang.ENUM_CONSTANT:
                type = self._types.number(cursor.enum_type)
                alias = cursor.spelling if cursor.spelling and cursor.spelling in self._aliases else type
                literal = self._types.literal(constant.enum_value, type)
                self._constants.append(Constant(constant.spelling, alias, literal))

    def _function(self, cursor: clang.Cursor) -> Function:
        if clang.is_variadic(cursor):
            raise Unsupported(f"the variadic function {cursor.spelling!r}")
        if cursor.is_definition():
            raise Unsupported(f"the inline function {cursor.spelling!r}")
        arguments = _arguments(cursor)
        parameters = [
            Parameter(argument.spelling or f"arg{number}", self._types.value(argument.type, in_function=True))
            for number, argument in enumerate(arguments)
        ]
        return Function(cursor.spelling, tuple(parameters), self._types.value(cursor.result_type))

    def _variable(self, cursor: clang.Cursor) -> Constant:
        if not _is_const(cursor.type):
            raise Unsupported(f"the variable {cursor.spelling!r}, which is not constant")
        return Constant(cursor.spelling, self._types.value(cursor.type), None)

    def _class(self, cursor: clang.Cursor) -> ObjCClass:
        superclass = next((c for c in clang.children(cursor) if clang.kind(c) == clang.SUPER_CLASS_REF), None)
        if superclass is None:
            raise Unsupported(f"the root class {cursor.spelling!r}")
        if any(clang.kind(c) == clang.PROTOCOL_REF for c in clang.children(cursor)):
            raise Unsupported(f"class {cursor.spelling!r} adopting a protocol")
        own, properties = self._members(cursor)
        declared = [method for method in own if method.available]
        for item in properties:
            known = {(m.selector, m.is_class) for m in declared}
            accessors = [item.getter] + ([item.setter] if item.setter else [])
            declared += [accessor for accessor in accessors if (accessor.selector, accessor.is_class) not in known]
        narrowed = self._narrowed(cursor, superclass.referenced, own, declared)
        methods = (*declared, *narrowed)
        return ObjCClass(cursor.spelling, cursor.location.line, superclass.spelling, methods, tuple(properties))

    def _members(self, cursor: clang.Cursor) -> tuple[list[Method], list[Property]]:
        methods, properties = [], []
        for member in clang.children(cursor):
            try:
                if clang.kind(member) in (clang.INSTANCE_METHOD, clang.CLASS_METHOD):
                    methods.append(self._method(member, cursor.spelling))
                elif clang.kind(member) == clang.PROPERTY:
                    properties.append(self._property(member))
            except Unsupported as problem:
                self._problem(member, str(problem))
        return methods, properties

    def _method(self, cursor: clang.Cursor, receiver: str) -> Method:
        if clang.is_variadic(cursor):
            raise Unsupported(f"the variadic method {cursor.spelling!r}")
        pieces = cursor.spelling.split(":")
        parameters: list[Parameter] = []
        for number, argument in enumerate(_arguments(cursor)):
            # The first parameter keeps its own name, the others are called as the selector calls them.
            name = argument.spelling if number == 0 else pieces[number] or argument.spelling
            while any(name == parameter.name for parameter in parameters):
                name = f"_{name}"
            parameters.append(Parameter(name, self._types.value(argument.type)))
        return Method(
            selector=cursor.spelling,
            encoding=cursor.objc_type_encoding,
            parameters=tuple(parameters),
            returns=self._types.value(cursor.result_type, receiver),
            is_class=clang.kind(cursor) == clang.CLASS_METHOD,
            available=cursor.availability.name == "AVAILABLE",
        )

    def _property(self, cursor: clang.Cursor) -> Property:
        attributes = cursor.objc_type_encoding.split(",")
        code = "".join(part for number, part in enumerate(attributes[0][1:].split('"')) if number % 2 == 0)
        names = {item[0]: item[1:] for item in attributes[1:] if item}
        is_class = clang.is_class_property(cursor)
        type = self._types.value(cursor.type)
        name = cursor.spelling
        getter = Method(names.get("G") or name, f"{code}16@0:8", (), type, is_class)
        setter = None
        if "R" not in names:
            selector = names.get("S") or f"set{name[0].upper()}{name[1:]}:"
            frame = 16 + clang.plain(cursor.type).get_canonical().get_size()
            size = max(frame, 20)
            setter = Method(selector, f"v{size}@0:8{code}16", (Parameter(name, type),), "kotlin.Unit", is_class)
        return Property(name, type, getter, setter, is_class)

    def _narrowed(
        self, cursor: clang.Cursor, ancestor: clang.Cursor, own: list[Method], declared: list[Method]
    ) -> Iterator[Method]:
        """Inherited methods that return `instancetype`: cinterop declares each again with the class's own type.

        One that the class (or a class between) declares unavailable is there too, marked so.
        """
        seen = {(method.selector, method.is_class) for method in declared}
        unavailable = {(method.selector, method.is_class) for method in own if not method.available}
        while ancestor is not None:
            for method in self._related(ancestor):
                key = (method.selector, method.is_class)
                if not method.available:
                    unavailable.add(key)
                elif key not in seen:
                    seen.add(key)
                    returns = cursor.spelling + ("?" if method.returns.endswith("?") else "")
                    yield replace(method, returns=returns, available=key not in unavailable)
            parent = next((c for c in clang.children(ancestor) if clang.kind(c) == clang.SUPER_CLASS_REF), None)
            ancestor = parent.referenced if parent is not None else None

    def _related(self, cursor: clang.Cursor) -> Iterator[Method]:
        """A class's methods that return `instancetype`. What cannot be shown was said at the class."""
        for member in clang.children(cursor):
            is_method = clang.kind(member) in (clang.INSTANCE_METHOD, clang.CLASS_METHOD)
            if is_method and clang.plain(member.result_type).spelling == "instancetype":
                with suppress(Unsupported):
                    yield self._method(member, cursor.spelling)


def _arguments(cursor: clang.Cursor) -> list[clang.Cursor]:
    return [child for child in clang.children(cursor) if clang.kind(child) == clang.ARGUMENT]


def _is_const(type: clang.Type) -> bool:
    return bool(type.is_const_qualified() or clang.plain(type).is_const_qualified())
