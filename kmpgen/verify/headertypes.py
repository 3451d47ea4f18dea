"""Objective-C and C types as cinterop names them in Kotlin."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kmpgen.verify import libclang as clang

FOREIGN = "kotlinx.cinterop"
# Foundation's classes that Kotlin knows as its own types. Other classes keep their names.
BRIDGED = {
    "NSString": "kotlin.String",
    "NSMutableString": "kotlin.String",
    "NSArray": "kotlin.collections.List<*>",
    "NSMutableArray": "kotlin.collections.MutableList<kotlin.Any?>",
    "NSDictionary": "kotlin.collections.Map<kotlin.Any?, *>",
    "NSObject": "platform.darwin.NSObject",
}
# The typedefs that the platform libraries declare, with the library.
PLATFORM_TYPEDEFS = {
    **dict.fromkeys(("NSInteger", "NSUInteger"), "platform.darwin"),
    **dict.fromkeys((f"{sign}int{bits}_t" for sign in ("", "u") for bits in (8, 16, 32, 64)), "platform.posix"),
    **dict.fromkeys(("size_t", "intptr_t", "uintptr_t"), "platform.posix"),
}
NUMBERS = {
    clang.BOOL: "Boolean",
    clang.CHAR_S: "Byte",
    clang.CHAR_U: "Byte",
    clang.SCHAR: "Byte",
    clang.UCHAR: "UByte",
    clang.SHORT: "Short",
    clang.USHORT: "UShort",
    clang.INT: "Int",
    clang.UINT: "UInt",
    clang.LONG: "Long",
    clang.LONGLONG: "Long",
    clang.ULONG: "ULong",
    clang.ULONGLONG: "ULong",
    clang.FLOAT: "Float",
    clang.DOUBLE: "Double",
}
SUFFIXES = {"UByte": "u", "UShort": "u", "UInt": "u", "ULong": "uL", "Long": "L"}
_T = TypeVar("_T")


class Unsupported(Exception):
    """The header holds something that the view cannot render. The text says what."""


@dataclass(frozen=True)
class KotlinTypes:
    """Knows the names that the header itself declares; the emitted stub puts them in scope unqualified."""

    own_types: frozenset[str]
    own_classes: frozenset[str]

    def value(
        self, type: clang.Type, receiver: str | None = None, in_function: bool = False, in_block: bool = False
    ) -> str:
        """The Kotlin type of an argument, a result or a property.

        `receiver` is what `instancetype` means here. Blocks lose nullability.
        """
        optional = "?" if in_block or clang.nullable(type) else ""
        bare = clang.plain(type)
        match clang.kind(bare):
            case clang.TYPEDEF_TYPE:
                return self._typedef(bare, receiver, optional, in_function, in_block)
            case clang.VOID:
                return "kotlin.Unit"
            case clang.ID:
                return f"kotlin.Any{optional}"
            case clang.CLASS:
                return f"{FOREIGN}.ObjCClass{optional}"
            case clang.OBJC_POINTER:
                return self._object(bare, optional)
            case clang.BLOCK:
                return self._block(bare, optional)
            case clang.POINTER:
                return self._pointer(bare, in_function)
            case number if number in NUMBERS:
                return f"kotlin.{NUMBERS[number]}"
        raise Unsupported(f"the type {type.spelling!r}")

    def number(self, type: clang.Type) -> str:
        """The Kotlin number type behind an integer type, aliases resolved."""
        canonical = type.get_canonical()
        if clang.kind(canonical) not in NUMBERS:
            raise Unsupported(f"the enum type {type.spelling!r}")
        return f"kotlin.{NUMBERS[clang.kind(canonical)]}"

    def variable_of(self, alias: str, type: clang.Type) -> str:
        """The cinterop type of a memory cell that holds the alias."""
        number = self.number(type).removeprefix("kotlin.")
        return f"{FOREIGN}.{number}VarOf<{alias}>"

    def literal(self, value: int, type: str) -> str:
        return f"{value}{SUFFIXES.get(type.removeprefix('kotlin.'), '')}"

    def macro_constant(self, name: str, tokens: list[str], make: Callable[[str, str, str], _T]) -> list[_T]:
        """A macro that is one literal becomes a constant, as in cinterop. Others are no values for Kotlin."""
        text = "".join(tokens)
        if re.fullmatch(r"-?\d+", text):
            value = int(text)
            kotlin = "Int" if -(2**31) <= value < 2**31 else "Long"
            return [make(name, f"kotlin.{kotlin}", self.literal(value, kotlin))]
        if re.fullmatch(r"-?\d+\.\d+", text):
            return [make(name, "kotlin.Double", text)]
        if re.fullmatch(r'"[^"\\$]*"', text):
            return [make(name, "kotlin.String", text)]
        return []

    def _typedef(self, type: clang.Type, receiver: str | None, optional: str, in_function: bool, in_block: bool) -> str:
        name = type.get_declaration().spelling
        if name == "instancetype":
            if receiver is None:
                raise Unsupported("'instancetype' outside a method's result")
            return f"{receiver}{optional}"
        if name == "BOOL":
            return "kotlin.Boolean"
        if name in self.own_types:
            return str(name)
        if name in PLATFORM_TYPEDEFS:
            return f"{PLATFORM_TYPEDEFS[name]}.{name}"
        underlying = type.get_declaration().underlying_typedef_type
        kotlin = self.value(underlying, receiver, in_function, in_block)
        if clang.kind(clang.plain(underlying)) == clang.POINTER or not kotlin.endswith("?"):
            return kotlin
        return kotlin.removesuffix("?") + optional  # nullability is said where the typedef is used

    def _object(self, type: clang.Type, optional: str) -> str:
        pointee = clang.plain(type.get_pointee())
        if clang.kind(pointee) == clang.ID or pointee.spelling.startswith("id"):
            raise Unsupported(f"the type {type.spelling!r}")
        name = pointee.get_declaration().spelling or pointee.spelling.split("<")[0]
        if name in BRIDGED:
            return BRIDGED[name] + optional
        if name in self.own_classes:
            return str(name) + optional
        if not name.startswith("NS"):
            raise Unsupported(f"the class {name!r}, which the header does not declare")
        return f"platform.Foundation.{name}{optional}"

    def _block(self, type: clang.Type, optional: str) -> str:
        function = clang.plain(type.get_pointee())
        arguments = ", ".join(self.value(argument, in_block=True) for argument in clang.argument_types(function))
        result = self.value(function.get_result(), in_block=True)
        kotlin = f"({arguments}) -> {result}"
        return f"({kotlin})?" if optional else kotlin

    def _pointer(self, type: clang.Type, in_function: bool) -> str:
        """C pointers are nullable in Kotlin whatever the header says of them."""
        if in_function:  # cinterop has rules of its own for these: strings, arrays by reference, overloads
            raise Unsupported("a C function that takes a pointer")
        pointee = clang.plain(type.get_pointee())
        if clang.kind(pointee) == clang.VOID:
            return f"{FOREIGN}.COpaquePointer?"
        return f"{FOREIGN}.CPointer<{self._memory(pointee)}>?"

    def _memory(self, type: clang.Type) -> str:
        """The cinterop type of a memory cell that holds a value of this type."""
        match clang.kind(type):
            case clang.TYPEDEF_TYPE:
                name = type.get_declaration().spelling
                if name in self.own_types:
                    return f"{name}Var"
                if name in PLATFORM_TYPEDEFS:
                    return f"{PLATFORM_TYPEDEFS[name]}.{name}Var"
                return self._memory(clang.plain(type.get_canonical()))
            case clang.POINTER if clang.kind(clang.plain(type.get_pointee())) == clang.VOID:
                return f"{FOREIGN}.COpaquePointerVar"
            case clang.OBJC_POINTER:
                return f"{FOREIGN}.ObjCObjectVar<{self._object(type, '?')}>"
            case number if number in NUMBERS:
                return f"{FOREIGN}.{NUMBERS[number]}Var"
        raise Unsupported(f"a pointer to {type.spelling!r}")
