"""The emitted header as `expect` classes: iosMain compiles for Linux against them, and stand-ins are held to them.

There is no Objective-C on linux_x64. What iosMain sees of the wrapper there is rendered from the library's own header;
`standins/Wrapper.kt` has the classes that answer. A header that declares something else does not compile with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kmpgen.verify.header import HeaderView, Method, ObjCClass
from kmpgen.verify.library import Cinterop
from kmpgen.verify.stub import FOREIGN_API, kotlin_name
from kmpgen.viewing.naming import respell

SOURCE = Path(__file__).with_name("standins") / "Wrapper.kt"
# Types of Apple's platform libraries. Errors are never asked for by pointer: null is all that is passed.
APPLE_TYPES = {
    "kotlinx.cinterop.CPointer<kotlinx.cinterop.ObjCObjectVar<platform.Foundation.NSError?>>?": "kotlin.Nothing?",
    "platform.darwin.NSInteger": "kotlin.Long",
    "platform.darwin.NSUInteger": "kotlin.ULong",
}
# Declared for every class by NSObject, again with each class's own type, and of no use: values come from factories.
CREATION = {"new", "alloc", "allocWithZone"}
# For tests that watch what they leave behind: how many of the core's objects Kotlin owns.
LIVE_OBJECTS = "public expect val liveObjects: kotlin.Long"


def render_expectations(view: HeaderView, package: str) -> str:
    """Kotlin source of one file: constants and aliases as they are, classes as `expect`. Functions are not shown."""
    blocks = [_preamble(package)]
    blocks += [f"{FOREIGN_API} public typealias {kotlin_name(a.name)} = {_type(a.type)}" for a in view.aliases]
    for constant in view.constants:
        if constant.literal:
            declared = f"{kotlin_name(constant.name)}: {_type(constant.type)}"
            blocks.append(f"{FOREIGN_API} public const val {declared} = {constant.literal}")
    blocks += ["\n".join(_class(declared)) for declared in view.classes]
    blocks.append(LIVE_OBJECTS)
    return "\n\n".join(blocks) + "\n"


def render_standins(interop: Cinterop, core: Path) -> str:
    """Kotlin source of the classes that answer. `core` is the compiled C core that they call."""
    source = respell(SOURCE.read_text(encoding="utf-8"), interop.prefix)
    quoted = str(core).replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return source.replace("package kmpgen.standins", f"package {_path(interop.package)}").replace("KMPGEN_CORE", quoted)


def _preamble(package: str) -> str:
    return (
        "@file:OptIn(kotlinx.cinterop.BetaInteropApi::class, kotlinx.cinterop.ExperimentalForeignApi::class)\n\n"
        f"package {_path(package)}\n\nimport kotlinx.cinterop.*"
    )


def _class(declared: ObjCClass) -> Iterator[str]:
    accessors = {item.getter.selector for item in declared.properties}
    accessors |= {item.setter.selector for item in declared.properties if item.setter}
    yield f"{FOREIGN_API} public expect class {kotlin_name(declared.name)} {{"
    for of_class in (False, True):
        members = [
            f"public {'var' if item.setter else 'val'} {kotlin_name(item.name)}: {_type(item.type)}"
            for item in declared.properties
            if item.is_class == of_class
        ]
        methods = (m for m in declared.methods if m.is_class == of_class and m.selector not in accessors)
        members += [_method(method) for method in methods if _is_called(method)]
        if of_class:
            yield "    public companion object {"
        yield from (f"    {'    ' if of_class else ''}{member}" for member in members)
    yield "    }\n}"


def _is_called(method: Method) -> bool:
    return method.available and not method.is_init and method.name not in CREATION


def _method(method: Method) -> str:
    parameters = ", ".join(f"{kotlin_name(p.name)}: {_type(p.type)}" for p in method.parameters)
    return f"public fun {kotlin_name(method.name)}({parameters}): {_type(method.returns)}"


def _type(type: str) -> str:
    for name, standin in APPLE_TYPES.items():
        type = type.replace(name, standin)
    return type


def _path(package: str) -> str:
    return ".".join(map(kotlin_name, package.split(".")))
