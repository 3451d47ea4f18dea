"""Renders the header's Kotlin view as Kotlin source that compiles to a klib, in place of cinterop's own.

The klib serves compiling only; nothing in it can run. Accessors have bodies since the compiler does not take external
ones here. Nor does it take a source that overrides an Objective-C method: what NSObject declares (`init`, `new`,
`alloc`, `hash`...) is left to NSObject, so that `new()` returns an NSObject here and the class itself in cinterop's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kmpgen.verify.header import Function, HeaderView, Method, ObjCClass, Parameter, Property

FOREIGN_API = "@kotlinx.cinterop.ExperimentalForeignApi"
# What Kotlin's NSObject and its metaclass declare, as (name and parameter types, of the metaclass).
NSOBJECT_METHODS = {
    *((name, False) for name in ("init", "finalize", "copy", "mutableCopy", "class", "isProxy", "hash", "superclass")),
    ("description", False),
    ("isEqual(kotlin.Any?)", False),
    *((name, True) for name in ("load", "initialize", "new", "alloc", "hash", "superclass", "class", "description")),
    ("debugDescription", True),
}
HARD_KEYWORDS = frozenset(
    "as break class continue do else false for fun if in interface is null object package return super this throw true "
    "try typealias typeof val var when while".split()
)


def render_stub(view: HeaderView, package: str) -> str:
    """The source of one file. It needs `-opt-in kotlin.native.internal.InternalForKotlinNative`."""
    blocks = [_preamble(package)]
    blocks += [
        f"{FOREIGN_API} public typealias {kotlin_name(name)} = {type}"
        for alias in view.aliases
        for name, type in ((alias.name, alias.type), (alias.name + "Var", alias.variable))
    ]
    for constant in view.constants:
        declared = f"{kotlin_name(constant.name)}: {constant.type}"
        value = f"const val {declared} = {constant.literal}" if constant.literal else f"val {declared} get() = TODO()"
        blocks.append(f"{FOREIGN_API} public {value}")
    blocks += [_function(function) for function in view.functions]
    classes = {c.name: c for c in view.classes}
    blocks += [_class(c, classes) for c in view.classes]
    return "\n\n".join(blocks) + "\n"


def _preamble(package: str) -> str:
    warnings = '"UNUSED_PARAMETER", "CONFLICTING_OVERLOADS"'
    path = ".".join(kotlin_name(part) for part in package.split("."))
    return (
        f"@file:Suppress({warnings})\n"
        "@file:OptIn(kotlinx.cinterop.BetaInteropApi::class, kotlinx.cinterop.ExperimentalForeignApi::class)\n\n"
        f"package {path}\n\nimport kotlinx.cinterop.*"
    )


def _class(declared: ObjCClass, classes: dict[str, ObjCClass]) -> str:
    superclass = declared.superclass
    parent = kotlin_name(superclass) if superclass in classes else _foundation(superclass)
    parent_meta = kotlin_name(superclass + "Meta") if superclass in classes else _foundation(superclass) + "Meta"
    name, meta = kotlin_name(declared.name), kotlin_name(declared.name + "Meta")
    inherited = _inherited(declared, classes)
    annotations = f"@ExternalObjCClass {FOREIGN_API}"
    lines = [annotations, f"public open class {meta} protected constructor() : {parent_meta}() {{"]
    lines += _members(declared, inherited, of_class=True)
    lines += ["}", "", annotations, f"public open class {name} : {parent} {{"]
    inits = [method for method in declared.methods if method.is_init]
    # Kotlin wants a constructor that subclasses could call, also where Objective-C offers none.
    lines += [line for method in inits for line in _constructor(method)] or ["    protected constructor()"]
    lines += _members(declared, inherited, of_class=False)
    return "\n".join([*lines, f"    public companion object : {meta}(), ObjCClassOf<{name}>", "}"])


def _members(declared: ObjCClass, inherited: set[tuple[str, bool]], of_class: bool) -> Iterator[str]:
    for method in declared.methods:
        if method.is_class == of_class and (_signature(method), of_class) not in inherited:
            yield from _method(method, declared.name)
    for item in declared.properties:
        if item.is_class == of_class:
            yield from _property(item)


def _inherited(declared: ObjCClass, classes: dict[str, ObjCClass]) -> set[tuple[str, bool]]:
    signatures = set(NSOBJECT_METHODS)
    ancestor = classes.get(declared.superclass)
    while ancestor is not None:
        signatures |= {(_signature(method), method.is_class) for method in ancestor.methods}
        ancestor = classes.get(ancestor.superclass)
    return signatures


def _signature(method: Method) -> str:
    types = ", ".join(parameter.type for parameter in method.parameters)
    return f"{method.name}({types})" if types else method.name


def _constructor(method: Method) -> Iterator[str]:
    if not method.available:
        yield _deprecated("This Objective-C declaration is unavailable", "WARNING")
    yield f'    @ObjCConstructor(initSelector = "{method.selector}", designated = true)'
    yield f"    public constructor({_parameters(method.parameters)})"
    yield ""


def _method(method: Method, owner: str) -> Iterator[str]:
    if method.is_init:
        call = f"{owner}({', '.join(parameter.name for parameter in method.parameters)})"
        yield _deprecated("Use constructor instead", "ERROR", call)
    elif method.is_class and method.name == "alloc":
        yield _deprecated("Use constructor or factory method instead", "WARNING")
    elif not method.available:
        yield _deprecated("This Objective-C declaration is unavailable", "WARNING")
    yield f"    {_objc_method(method)}"
    yield f"    public open external fun {kotlin_name(method.name)}({_parameters(method.parameters)}): {method.returns}"
    yield ""


def _property(item: Property) -> Iterator[str]:
    yield f"    public {'var' if item.setter else 'val'} {kotlin_name(item.name)}: {item.type}"
    yield f"        {_objc_method(item.getter)}"
    yield "        get() = TODO()"
    if item.setter:
        yield f"        {_objc_method(item.setter)}"
        yield "        set(value) = TODO()"
    yield ""


def _function(function: Function) -> str:
    declared = f"{kotlin_name(function.name)}({_parameters(function.parameters)}): {function.returns}"
    return f"{FOREIGN_API} public fun {declared} = TODO()"


def _objc_method(method: Method) -> str:
    return f'@ObjCMethod(selector = "{method.selector}", encoding = "{method.encoding}", isStret = false)'


def _deprecated(message: str, level: str, replacement: str = "") -> str:
    return f'    @Deprecated("{message}", ReplaceWith("{replacement}"), DeprecationLevel.{level})'


def _parameters(parameters: Sequence[Parameter]) -> str:
    return ", ".join(f"{kotlin_name(parameter.name)}: {parameter.type}" for parameter in parameters)


def _foundation(name: str) -> str:
    return f"platform.darwin.{name}" if name == "NSObject" else f"platform.Foundation.{name}"


def kotlin_name(name: str) -> str:
    return f"`{name}`" if name in HARD_KEYWORDS else name
