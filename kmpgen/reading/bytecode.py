"""``bytecode.pkl`` of a lite archive: functions with their schemas and the operators they call."""

from __future__ import annotations

from kmpgen.reading.schemas import MISSING, RawArgument, RawFunction, RawMethod
from kmpgen.reading.unreadable import Unreadable, damaged, over_limit

SUPPORTED = range(4, 9)
"""Versions of pickled bytecode. 3 and below were never readable by a released lite runtime; 9 and up are flatbuffers
(a pickled 9 exists in no release, but torch's loader takes it, and it does not differ from 8)."""

_LATEST = 9
MAX_SPELLINGS = 2 << 20
"""Characters that all types in one file's bytecode may take."""


def read_functions(table: object) -> tuple[int, tuple[RawFunction, ...]]:
    """Bytecode version and functions, in the file's order, from the value of ``bytecode.pkl``. Raises `Unreadable`."""
    if not isinstance(table, tuple) or not table:
        raise damaged("its bytecode is no table")
    # Files from before there was a version start with a function.
    version = 3 if isinstance(table[0], tuple) and table[0] else table[0]
    if type(version) is not int:
        raise damaged("its bytecode is no table")
    check_version(version)
    functions = tuple(_function(entry) for entry in table[1:])
    check_spellings(functions)
    return version, functions


def check_spellings(functions: tuple[RawFunction, ...]) -> None:
    """Refuses types that are too much to read: one long spelling may be used by a hundred thousand arguments."""
    length = 0
    for function in functions:
        method = function.method
        length += len(method.returns) + sum(len(argument.type) for argument in method.arguments)
        length += sum(len(spelling) for spelling in method.types)
    if length > MAX_SPELLINGS:
        raise over_limit(f"the types in its bytecode take more than {MAX_SPELLINGS} characters")


def check_version(version: int) -> None:
    """Refuses versions that no released lite runtime loads."""
    if version in SUPPORTED or version == _LATEST:
        return
    message = f"the bytecode version is {version}; kmpgen reads 4 to {_LATEST}"
    hint = (
        "this kmpgen is too old for it: update kmpgen, or export the model with an older PyTorch"
        if version > _LATEST
        else ("no runtime loads it any more: export the model again with a current PyTorch")
    )
    raise Unreadable("KMP020", message, hint)


def _function(entry: object) -> RawFunction:
    match entry:
        case (str() as name, tuple() as code, *rest):
            schema = rest[0] if rest else None
        case _:
            raise damaged("its bytecode holds something that is no function")
    fields = _fields(code)
    operators = tuple(_operator(row) for row in _rows(fields.get("operators", ())))
    types = tuple(row for row in _rows(fields.get("types", ())) if isinstance(row, str))
    if not isinstance(schema, tuple) or not schema:
        return RawFunction(name, RawMethod(_short(name), (), "NoneType", types), operators, False)
    table = _fields(schema)
    arguments = tuple(_argument(row) for row in _rows(table.get("arguments", ())))
    results = [_argument(row).type for row in _rows(table.get("returns", ()))]
    returns = results[0] if len(results) == 1 else f"Tuple[{', '.join(results)}]" if results else "NoneType"
    return RawFunction(name, RawMethod(_short(name), arguments, returns, types), operators, True)


def _short(qualified_name: str) -> str:
    return qualified_name.rpartition(".")[2]


def _argument(row: object) -> RawArgument:
    fields = _fields(row)
    name, spelling = fields.get("name"), fields.get("type")
    if not isinstance(name, str) or not isinstance(spelling, str):
        raise damaged("a schema in its bytecode has an argument without a name or type")
    default = fields.get("default_value")
    return RawArgument(name, spelling, MISSING if default is None else default)


def _operator(row: object) -> str:
    match row:
        case (str() as name, str() as overload, *_):
            return f"{name}.{overload}" if overload else name
    raise damaged("its bytecode names an operator that is none")


def _rows(value: object) -> tuple[object, ...]:
    if not isinstance(value, (tuple, list)):
        raise damaged("its bytecode is no table")
    return tuple(value)


def _fields(table: object) -> dict[str, object]:
    """A row of pairs as a dict."""
    fields: dict[str, object] = {}
    for row in _rows(table):
        match row:
            case (str() as name, value):
                fields[name] = value
            case _:
                raise damaged("its bytecode is no table")
    return fields
