"""Method signatures as a file spells them, before types and defaults are read: the same for every form of file."""

from __future__ import annotations

from dataclasses import dataclass


class _Missing:
    """The one value that says: this argument has no default."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


@dataclass(frozen=True)
class RawArgument:
    """`default` is `MISSING`, or a value that `stored_values.DefaultReader` takes."""

    name: str
    type: str
    default: object = MISSING


@dataclass(frozen=True)
class RawMethod:
    """A method with ``self``; `types` are those that its bytecode uses, with the definitions of NamedTuples."""

    name: str
    arguments: tuple[RawArgument, ...]
    returns: str
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawFunction:
    """A function of the bytecode. `method` has no arguments where the file is too old to hold schemas."""

    qualified_name: str
    method: RawMethod
    operators: tuple[str, ...]
    has_schema: bool
