"""libclang, as `verify` uses it: parsing against the stand-in for Foundation, and calls that its Python binding lacks.

The only importer of `clang.cindex`. Kinds are compared as numbers, since the binding's enumerations lack those that
Objective-C and type attributes need and raise on them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from clang import cindex

from kmpgen.verify.tools import MissingTool

# Anything of the binding is untyped.
Cursor = Any
Type = Any

FOUNDATION = Path(__file__).with_name("foundation")
INCLUDE_ATTRIBUTED_TYPES = 0x1000
DETAILED_PREPROCESSING_RECORD = 0x01
KEEP_GOING = 0x200

# CXCursorKind
STRUCT, UNION, ENUM, FUNCTION, VARIABLE, ARGUMENT, TYPEDEF, ENUM_CONSTANT = 2, 3, 5, 8, 9, 10, 20, 7
INTERFACE, CATEGORY, PROTOCOL, PROPERTY, INSTANCE_METHOD, CLASS_METHOD, IMPLEMENTATION = 11, 12, 13, 14, 16, 17, 18
SUPER_CLASS_REF, PROTOCOL_REF, MACRO = 40, 41, 501
# CXTypeKind
VOID, BOOL, FLOAT, DOUBLE = 2, 3, 21, 22
CHAR_U, UCHAR, USHORT, UINT, ULONG, ULONGLONG = 4, 5, 8, 9, 10, 11
CHAR_S, SCHAR, SHORT, INT, LONG, LONGLONG = 13, 14, 16, 17, 18, 19
ID, CLASS, POINTER, TYPEDEF_TYPE, OBJC_INTERFACE = 27, 28, 101, 107, 108
BLOCK, ENUM_TYPE, OBJC_POINTER, ELABORATED, ATTRIBUTED = 102, 106, 109, 119, 163

NULLABLE_KINDS = (1, 2, 4)  # nullable, unspecified, nullable result
PROPERTY_IS_CLASS = 0x1000


@dataclass(frozen=True)
class Complaint:
    """One diagnostic: `severity` is clang's (2 warning, 3 error, 4 fatal)."""

    severity: int
    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {'warning' if self.severity == 2 else 'error'}: {self.message}"


@dataclass(frozen=True)
class Parsed:
    unit: Any
    complaints: tuple[Complaint, ...]

    def declarations(self, file: Path) -> Iterator[Cursor]:
        """Top-level cursors that stand in this very file."""
        for cursor in children(self.unit.cursor):
            place = cursor.location.file
            if place is not None and Path(place.name) == file:
                yield cursor


def parse(file: Path, language: str, flags: Sequence[str] = (), text: str | None = None) -> Parsed:
    """Parses for arm64 iOS against the stand-in headers.

    `language` is clang's -x; `text` stands in for the file's content, and the file need not exist then.
    Raises MissingTool.
    """
    arguments = ["-x", language, "-target", "arm64-apple-ios15.0", "-nostdinc"]
    arguments += ["-fblocks", "-fobjc-exceptions"] if language.startswith("objective-c") else []
    arguments += ["-isystem", str(FOUNDATION), "-isystem", str(FOUNDATION / "c"), *flags]
    options = INCLUDE_ATTRIBUTED_TYPES | DETAILED_PREPROCESSING_RECORD | KEEP_GOING
    unsaved = [(str(file), text)] if text is not None else None
    _library()
    unit = cindex.Index.create().parse(str(file), args=arguments, unsaved_files=unsaved, options=options)
    return Parsed(unit, tuple(_complaint(item) for item in unit.diagnostics if item.severity >= 2))


def version() -> str:
    """libclang's own version, e.g. `18.1.1`."""
    library = _library()
    text = str(library.clang_getClangVersion())
    return next((word for word in text.split() if word[0].isdigit()), text)


def children(cursor: Cursor) -> list[Cursor]:
    return list(cursor.get_children())


def kind(thing: Cursor | Type) -> int:
    """CXCursorKind or CXTypeKind as a number."""
    return int(thing._kind_id)


def nullable(type: Type) -> bool:
    """Whether a pointer of this type may be null: so written, or not said."""
    return _library().clang_Type_getNullability(type) in NULLABLE_KINDS or kind(type) != ATTRIBUTED


def plain(type: Type) -> Type:
    """The type without attributes (nullability) and elaboration (`struct`); typedefs stay."""
    while True:
        if kind(type) == ATTRIBUTED:
            type = _library().clang_Type_getModifiedType(type)
        elif kind(type) == ELABORATED:
            type = type.get_named_type()
        else:
            return type


def is_class_property(cursor: Cursor) -> bool:
    return bool(_library().clang_Cursor_getObjCPropertyAttributes(cursor, 0) & PROPERTY_IS_CLASS)


def is_variadic(cursor: Cursor) -> bool:
    return bool(_library().clang_Cursor_isVariadic(cursor))


def argument_types(function: Type) -> list[Type]:
    """What the binding's own sequence would give, did it know attributed types."""
    library = _library()
    return [library.clang_getArgType(function, number) for number in range(library.clang_getNumArgTypes(function))]


def macro_tokens(cursor: Cursor) -> list[str]:
    """A macro's tokens after its name; none for one that takes arguments."""
    if _library().clang_Cursor_isMacroFunctionLike(cursor):
        return []
    return [token.spelling for token in cursor.get_tokens()][1:]


def _complaint(diagnostic: Any) -> Complaint:
    place = diagnostic.location
    file = place.file.name if place.file else "<command line>"
    return Complaint(diagnostic.severity, file, place.line, place.column, diagnostic.spelling)


@cache
def _library() -> Any:
    try:
        library = cindex.conf.lib
    except cindex.LibclangError as problem:
        raise MissingTool("a libclang that loads", "pip install --force-reinstall libclang") from problem
    signatures: list[tuple[str, list[Any], Any, Any]] = [
        ("clang_Type_getNullability", [cindex.Type], ctypes.c_int, None),
        ("clang_Type_getModifiedType", [cindex.Type], cindex.Type, cindex.Type.from_result),
        ("clang_Cursor_getObjCPropertyAttributes", [cindex.Cursor, ctypes.c_uint], ctypes.c_uint, None),
        ("clang_Cursor_isVariadic", [cindex.Cursor], ctypes.c_uint, None),
        ("clang_Cursor_isMacroFunctionLike", [cindex.Cursor], ctypes.c_uint, None),
        ("clang_getClangVersion", [], cindex._CXString, cindex._CXString.from_result),
    ]
    for name, arguments, result, check in signatures:
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, result
        if check is not None:
            function.errcheck = check
    return library
