"""The Kotlin types of emitted APIs, read from their spelling: which may stand for which, and what the JVM sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_PRIMITIVES = {"Long": "J", "Double": "D", "Boolean": "Z"}


@dataclass(frozen=True)
class KotlinType:
    """``Map<String, List<Long>?>``: a name, what is in its angle brackets, and whether null is among its values."""

    name: str
    arguments: tuple[KotlinType, ...] = ()
    nullable: bool = False

    def __str__(self) -> str:
        inner = f"<{', '.join(map(str, self.arguments))}>" if self.arguments else ""
        return f"{self.name}{inner}{'?' * self.nullable}"


def parse(spelling: str) -> KotlinType:
    """The type that ``spelling`` names. Raises ValueError where it is none of those that kmpgen emits."""
    found, rest = _type(spelling)
    if rest:
        raise ValueError(f"no Kotlin type: {spelling}")
    return found


def _type(text: str) -> tuple[KotlinType, str]:
    end = next((at for at, char in enumerate(text) if char in "<>,?"), len(text))
    name, rest = text[:end], text[end:]
    if not name.strip():
        raise ValueError(f"no Kotlin type: {text}")
    arguments = []
    if rest.startswith("<"):
        while rest[:1] in ("<", ","):
            argument, rest = _type(rest[1:].lstrip())
            arguments.append(argument)
        if not rest.startswith(">"):
            raise ValueError(f"no Kotlin type: {text}")
        rest = rest[1:]
    nullable = rest.startswith("?")
    return KotlinType(name, tuple(arguments), nullable), rest.removeprefix("?")


def fits(value: KotlinType, wanted: KotlinType) -> bool:
    """Whether a ``value`` may stand where ``wanted`` is declared. Kotlin's lists, and maps' values, are covariant."""
    if value.name != wanted.name or len(value.arguments) != len(wanted.arguments):
        return False
    if value.nullable and not wanted.nullable:
        return False
    *keys, _ = value.arguments or (None,)
    if any(key != other for key, other in zip(keys, wanted.arguments, strict=False)):
        return False
    return not value.arguments or fits(value.arguments[-1], wanted.arguments[-1])


def descriptor(type_: KotlinType) -> str:
    """What the JVM sees of a type in a signature: generics are gone, and a primitive that may be null is an object."""
    if type_.name in _PRIMITIVES and not type_.nullable:
        return _PRIMITIVES[type_.name]
    return f"L{type_.name};"


def respelled(type_: KotlinType, names: Mapping[str, str]) -> KotlinType:
    """The type with classes under other names."""
    arguments = tuple(respelled(argument, names) for argument in type_.arguments)
    return KotlinType(names.get(type_.name, type_.name), arguments, type_.nullable)
