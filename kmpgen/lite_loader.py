"""What torch saves although its lite loader refuses it: told when the file is read, not when the app starts.

The rules are those of the loader's own type parser (held against torch by tests): it reads every type of a schema
alone, so that a class inside a container is unknown to it, and the types that a method's code uses in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kmpgen import ir
from kmpgen.annotations import tokens_of
from kmpgen.pickles import Call, Pairs
from kmpgen.printable import quoted
from kmpgen.schemas import RawFunction

_GENERICS = frozenset({"List", "Optional", "Dict", "Tuple", "Union"})
_TORCHBIND = "__torch__.torch.classes."
_EXPORT_HINT = "Change the module and export it again; `kmpgen inspect` shows whether the new file is fine."


def archive_refusals(functions: Iterable[RawFunction], top: str, pickled: Iterable[object]) -> tuple[ir.Refusal, ...]:
    """Why the loader would refuse a lite archive. `pickled` are the values of its pickles. Empty where it would not."""
    found = []
    for function in functions:
        name = _shown(function, top)
        for spelling in _schema_types(function):
            if not spelling.startswith("__torch__."):  # a class by itself is taken as it is
                found += [ir.Refusal(*told, name) for told in _problems(spelling, spelling, set())]
        found += _code_problems(function, name)
    if any(_holds_enum(value) for value in pickled):
        found.append(ir.Refusal(*_ENUM))
    return tuple(dict.fromkeys(found))


def flatbuffer_refusals(functions: Iterable[RawFunction], top: str, has_enum: bool) -> tuple[ir.Refusal, ...]:
    """The same for a flatbuffer, whose loader looks up the types of schemas later: only a nested Union breaks there."""
    found = []
    for function in functions:
        name = _shown(function, top)
        for spelling in _schema_types(function):
            nested = "Union" in tokens_of(spelling)[1:]
            found += [ir.Refusal(*_union(spelling), name)] if nested else []
        found += _code_problems(function, name)
    if has_enum:
        found.append(ir.Refusal(*_ENUM))
    return tuple(dict.fromkeys(found))


def failed_lite_save(names: Iterable[str], file: str) -> tuple[ir.Refusal, ...]:
    """A lite save that torch broke off leaves a sound archive without bytecode, which looks like full TorchScript.
    Only lite saves name the storages of constants ``N.storage``; otherwise the file's own name says what was meant."""
    constants = any(name.startswith("constants/") and name.endswith(".storage") for name in names)
    if not constants and not file.lower().endswith(".ptl"):
        return ()
    message = "the file has no bytecode: it is full TorchScript, or torch broke off a save for the lite interpreter"
    hint = "See what _save_for_lite_interpreter raises, and export again. Full TorchScript on purpose is named .pt."
    return (ir.Refusal(message, hint),)


_ENUM = (
    "an enum member is stored in the model, and the lite loader cannot read one",
    "Use integers or strings instead of the enum, or compare its value: `Color.RED.value`.",
)


def _shown(function: RawFunction, top: str) -> str:
    own = function.qualified_name.rpartition(".")[0] == top
    return function.method.name if own else function.qualified_name


def _schema_types(function: RawFunction) -> list[str]:
    return [*(argument.type for argument in function.method.arguments[1:]), function.method.returns]


def _code_problems(function: RawFunction, name: str) -> Iterator[ir.Refusal]:
    """Problems of the types that a function's code uses: a NamedTuple is known from its definition on."""
    known: set[str] = set()
    for spelling in function.method.types:
        tokens = tokens_of(spelling)
        defines = tokens[1:3] == ["[", "NamedTuple"]
        if tokens[:1] == ["Union"]:
            yield ir.Refusal(*_union(spelling), name)
        for told in _problems(spelling, tokens[0] if defines else spelling, known):
            yield ir.Refusal(*told, name)
        if defines:
            known.add(tokens[0])


def _problems(spelling: str, shown: str, known: set[str]) -> Iterator[tuple[str, str]]:
    """Message and hint for each part of a type that the loader's parser cannot read."""
    tokens = tokens_of(spelling)
    for at, token in enumerate(tokens):
        opens = tokens[at + 1 : at + 2] == ["["]
        if at > 1 and tokens[at - 1] == "[" and tokens[at - 2] in ("[", ","):
            continue  # a field's name in a NamedTuple's definition
        if token == "(":
            yield f"the type {quoted(shown)} holds an empty tuple", "Use None or a Tensor in its place. " + _EXPORT_HINT
        elif token == "Union" and at:
            yield _union(shown)
        elif token.startswith("__torch__."):
            yield from _class_problems(token, opens, shown, known)
        elif opens and token.isidentifier() and token not in _GENERICS:
            yield f"the type {quoted(shown)} holds {quoted(token)}, which the lite interpreter lacks", _EXPORT_HINT


def _class_problems(name: str, defines: bool, shown: str, known: set[str]) -> Iterator[tuple[str, str]]:
    short = name.rpartition(".")[2]
    if name.startswith(_TORCHBIND):
        return
    if name.startswith("__torch__.torch."):
        hint = "Wrap the module in one of your own whose methods take and return Tensors: their code is fine inside it."
        yield f"the class {quoted(short)} of torch itself is no type that the lite loader knows", hint
    elif not defines and name not in known:
        hint = (
            f"Take or return {quoted(short)} by itself, or its fields in an unnamed Tuple. In code, construct it before"
            " the container that holds it."
        )
        yield f"{quoted(short)} stands inside {quoted(shown)}, where the lite loader finds no definition of it", hint


def _union(spelling: str) -> tuple[str, str]:
    return (
        f"the type {quoted(spelling)} has a Union inside, which crashes the lite loader",
        "Use one type, or a NamedTuple with optional fields. " + _EXPORT_HINT,
    )


def _holds_enum(root: object) -> bool:
    """Whether a pickled value has an enum member in it: a class that is called, and never given a state."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        value = stack.pop()
        if not isinstance(value, (Call, Pairs, tuple, list)) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Call):
            if value.name.startswith("__torch__.") and value.state is None and not value.name.startswith(_TORCHBIND):
                return True
            stack += [value.arguments, value.state]
        else:
            stack += [item for pair in value.items for item in pair] if isinstance(value, Pairs) else value
    return False
