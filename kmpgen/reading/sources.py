"""The sources that torch prints into ``code/``: class headers, fields and method signatures; bodies are never read.

What only they tell: fields of NamedTuples, ``x=None`` against no default, which attributes are parameters, which
methods are hooks; for a full TorchScript file they are all there is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kmpgen.printable import quoted
from kmpgen.reading.literals import Tokens, read_value, tokenize
from kmpgen.reading.unreadable import damaged, over_limit

MAX_HEADER = 256 << 10
MAX_HEADERS = 2 << 20
"""Characters that the signatures of one class may take."""
MAX_MEMBERS = 50_000
MAX_TYPE_TOKENS = 10_000
# What stands at column 0 or 2; method bodies stand further right, and nearly all of a file is those.
_LINE = re.compile(r"^(?:  )?[^\s].*$", re.MULTILINE)
_CLASS = re.compile(r"class (\w+)(?:\((.*)\))?:$")
_NAMES = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class SourceArgument:
    """An argument as printed; `default` is absent or one value of `literals.read_value`."""

    name: str
    type: str
    default: tuple[object, ...] = ()


@dataclass(frozen=True)
class SourceMethod:
    """A method header, ``self`` included."""

    name: str
    arguments: tuple[SourceArgument, ...]
    returns: str


@dataclass
class SourceClass:
    """A class as printed: its base (``Module``, ``NamedTuple``, ``Enum``, none), fields, where its methods start."""

    base: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    headers: dict[str, tuple[str, int]] = field(default_factory=dict)
    characters: int = 0

    def hooks(self) -> frozenset[str]:
        """Methods that torch prints only because they are hooks of ``forward``."""
        return frozenset(self.names.get("__forward_hooks__", ()) + self.names.get("__forward_pre_hooks__", ()))

    def parameters(self) -> frozenset[str]:
        return frozenset(self.names.get("__parameters__", ()))

    def method(self, name: str) -> SourceMethod:
        """The signature of the method `name`. Raises `Unreadable`."""
        text, at = self.headers[name]
        tokens = tokenize(text, at, at + MAX_HEADER)
        method = _signature(tokens)
        self.characters += tokens.at - at
        if self.characters > MAX_HEADERS:
            raise over_limit(f"the signatures of a class take more than {MAX_HEADERS} characters")
        return method


class Sources:
    """Classes by qualified name. `read` gives the text of a file of ``code/`` (``__torch__/a/b.py``), or None."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self._read = read
        self._modules: dict[str, dict[str, SourceClass]] = {}

    def find(self, qualified_name: str) -> SourceClass | None:
        """The class ``__torch__.a.b.Name``, or None where the file has no source for it."""
        module, _, name = qualified_name.rpartition(".")
        if module not in self._modules:
            text = self._read(module.replace(".", "/") + ".py") if module else None
            self._modules[module] = dict(_classes(text)) if text else {}
        return self._modules[module].get(name)

    def named_tuple(self, qualified_name: str) -> list[tuple[str, str]] | None:
        """Fields of the NamedTuple of that name, or None if it is none."""
        found = self.find(qualified_name)
        return found.fields if found is not None and found.base == "NamedTuple" else None


def _classes(text: str) -> Iterator[tuple[str, SourceClass]]:
    """The classes of a source file. Lines at column 0 open a class or end it; those at column 2 are its members."""
    current: SourceClass | None = None
    for count, match in enumerate(_LINE.finditer(text)):
        if count > MAX_MEMBERS:
            raise over_limit(f"a file of its sources declares more than {MAX_MEMBERS} things")
        line = match[0]
        if line[0] != " ":
            opened = _CLASS.match(line)
            current = SourceClass(opened[2] or "") if opened else None
            if opened and current is not None:
                yield opened[1], current
        elif current is not None:
            _member(current, line[2:], text, match.start() + 2)


def _member(owner: SourceClass, line: str, text: str, at: int) -> None:
    if line.startswith("def "):
        name = line[4:].partition("(")[0].strip()
        owner.headers[name] = (text, at)
    elif line.startswith("__") and " = [" in line:
        owner.names[line.partition(" = ")[0]] = tuple(_NAMES.findall(line))
    elif " : " in line:
        name, _, spelling = line.partition(" : ")
        # `count : Final[int] = 3` is a constant, not a field of a NamedTuple; its type is of no use here.
        if " = " not in spelling:
            owner.fields.append((name.strip(), spelling.strip()))


def _signature(tokens: Tokens) -> SourceMethod:
    """``def NAME(self: T, a: T, b: T=VALUE) -> T:``, all that torch prints."""
    tokens.expect("def")
    name = tokens.next()
    tokens.expect("(")
    arguments = []
    while tokens.peek() != ")":
        arguments.append(_argument(tokens))
        if tokens.peek() != ")":
            tokens.expect(",")
    tokens.expect(")")
    returns = "NoneType"
    if tokens.peek() == "->":
        tokens.next()
        returns = _type(tokens)
    tokens.expect(":")
    return SourceMethod(name, tuple(arguments), returns)


def _argument(tokens: Tokens) -> SourceArgument:
    name = tokens.next()
    if not name.isidentifier():
        raise damaged(f"{quoted(name)} stands where an argument's name should in its sources")
    spelling = "Tensor"
    if tokens.peek() == ":":
        tokens.next()
        spelling = _type(tokens)
    if tokens.peek() != "=":
        return SourceArgument(name, spelling)
    tokens.next()
    return SourceArgument(name, spelling, (read_value(tokens),))


def _type(tokens: Tokens) -> str:
    """The tokens of one annotation, joined; `annotations` reads them."""
    parts = [tokens.next()]
    depth = 0
    while tokens.peek() == "[" or depth:
        part = tokens.next()
        depth += (part == "[") - (part == "]")
        parts.append(part + " " if part == "," else part)
        if len(parts) > MAX_TYPE_TOKENS:
            raise over_limit("a type in its sources is longer than any model's")
    return "".join(parts)
