"""What torch saves although its lite loader refuses it: told when the file is read, not when the app starts.

The rules are those of the loader's own type parser (held against torch by tests): it reads every type of a schema
alone, so that a class inside a container is unknown to it, and the types that a method's code uses in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kmpgen import ir
from kmpgen.printable import quoted
from kmpgen.reading.annotations import tokens_of
from kmpgen.reading.pickles import calls
from kmpgen.reading.schemas import RawFunction

_GENERICS = frozenset({"List", "Optional", "Dict", "Tuple", "Union"})
_MODULES = re.compile(r"\b__torch__\.(?:\w+\.)*")
_TORCHBIND = "__torch__.torch.classes."
_EXPORT_HINT = "change the module and export it again"


def archive_refusals(functions: Iterable[RawFunction], top: str, pickled: Iterable[object]) -> tuple[ir.Refusal, ...]:
    """Why the loader would refuse a lite archive. `pickled` are the values of its pickles. Empty where it would not."""
    found = []
    for function in functions:
        name = _shown(function, top)
        for spelling in _schema_types(function):
            shown = _without_modules(spelling)
            if not spelling.startswith("__torch__."):  # a class by itself is taken as it is
                found += [ir.Refusal(*told, name) for told in _problems(spelling, shown, set())]
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
            found += [ir.Refusal(*_union(_without_modules(spelling)), name)] if nested else []
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
    hint = "see what _save_for_lite_interpreter raises, and export again; name full TorchScript on purpose .pt"
    return (ir.Refusal(message, hint),)


_ENUM = (
    "an enum member is stored in the model, and the lite loader cannot read one",
    "use integers or strings instead of the enum, or its value: `Color.RED.value`",
)


def _shown(function: RawFunction, top: str) -> str:
    own = function.qualified_name.rpartition(".")[0] == top
    return function.method.name if own else function.qualified_name


def _without_modules(spelling: str) -> str:
    """A spelled type as its author wrote it: ``List[__torch__.models.Item]`` is ``List[Item]``."""
    return _MODULES.sub("", spelling)


def _schema_types(function: RawFunction) -> list[str]:
    return [*(argument.type for argument in function.method.arguments[1:]), function.method.returns]


def _code_problems(function: RawFunction, name: str) -> Iterator[ir.Refusal]:
    """Problems of the types that a function's code uses: a NamedTuple is known from its definition on."""
    known: set[str] = set()
    for spelling in function.method.types:
        tokens = tokens_of(spelling)
        defines = tokens[1:3] == ["[", "NamedTuple"]
        if tokens[:1] == ["Union"]:
            yield ir.Refusal(*_union(_without_modules(spelling)), name)
        shown = _without_modules(tokens[0] if defines else spelling)
        for told in _problems(spelling, shown, known):
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
            yield f"the type {quoted(shown)} holds an empty tuple", "use None or a Tensor in its place"
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
        hint = "wrap the module in one of your own whose methods take and return Tensors: inside it, its code is fine"
        yield f"the class {quoted(short)} of torch itself is no type that the lite loader knows", hint
    elif not defines and name not in known:
        hint = (
            f"put that type into a field of another NamedTuple, or the fields of {short} into an unnamed Tuple;"
            f" in code, make {short} before the container that holds it"
        )
        yield f"{quoted(short)} stands inside {quoted(shown)}, where the lite loader finds no definition of it", hint


def _union(spelling: str) -> tuple[str, str]:
    return (
        f"the type {quoted(spelling)} has a Union inside, which crashes the lite loader",
        "use one type, or a NamedTuple with optional fields",
    )


def _holds_enum(root: object) -> bool:
    """Whether a pickled value has an enum member in it: a class that is called, and never given a state."""
    return any(
        call.name.startswith("__torch__.") and call.state is None and not call.name.startswith(_TORCHBIND)
        for call in calls([root])
    )
