"""The view of a model's parity tests: a test for each recorded method, which calls the facade as an app does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kmpgen import ir
from kmpgen.recording import parity
from kmpgen.viewing import layout, naming, typemap
from kmpgen.viewing.classes import Classes
from kmpgen.viewing.conversions import Conversions


@dataclass(frozen=True)
class Parity:
    """One facade's test class."""

    name: str
    """Of the test class."""
    recording: str
    """The resource that holds inputs and answers."""
    model: str
    """The resource that is the model."""
    doc: tuple[str, ...]
    """The lines of its KDoc."""
    imports: tuple[str, ...]
    """Of its file, sorted."""
    tests: tuple[str, ...]
    """Whole functions, without annotations."""
    conversions: tuple[str, ...]
    """Private functions between `IValue` and Kotlin's types, which tests call."""


@dataclass(frozen=True)
class Tested:
    """A facade's function, for its test: ``name`` is its name in Kotlin, in backticks where it must be."""

    method: ir.Method
    name: str
    is_deprecated: bool = False


class ParityTests:
    """Makes the tests of one facade."""

    def __init__(self, facade: str, classes: Classes, cases: Mapping[str, tuple[parity.Case, ...]]) -> None:
        """``facade`` is the class under test."""
        self.facade = facade
        self._cases = cases
        self._conversions = Conversions(classes)

    def tests(self, methods: Iterable[Tested]) -> tuple[str, ...]:
        return tuple(self._test(tested) for tested in methods)

    def conversions(self) -> tuple[str, ...]:
        """The functions that the tests call; ask for the tests first."""
        return tuple(self._conversions.sources())

    def _test(self, tested: Tested) -> str:
        method = tested.method
        lines = [
            *(['    @Suppress("DEPRECATION")'] if tested.is_deprecated else []),
            f"    fun {tested.name}() = {self.facade}.load(path).use {{ model ->",
            f"        {self._replay(method)} {{ inputs ->",
            *(f"            {line}" for line in self._body(tested)),
            "        }",
            "    }",
        ]
        return "\n".join(lines)

    def _replay(self, method: ir.Method) -> str:
        arguments: list[layout.Expr] = [f'"{method.name}"']
        refused = refused_on_android(method, self._cases[method.name])
        if refused:
            arguments.append(layout.Call("refusedOnAndroid = setOf", tuple(map(str, refused))))
        return layout.fit(layout.Call("recording.replay", tuple(arguments)), 8, after=12)

    def _body(self, tested: Tested) -> Iterator[str]:
        method = tested.method
        arguments = tuple(
            self._conversions.read(argument.type, f"inputs[{index}]", "")
            for index, argument in enumerate(method.arguments)
        )
        call = layout.Call(f"model.{tested.name}", arguments)
        if method.returns == ir.NONE:
            yield layout.fit(call, 12)
            yield "IValue.optionalNull()"
        else:
            yield f"val result = {layout.fit(call, 12, before=13)}"
            yield layout.fit(self._conversions.write(method.returns, "result", method.name), 12)


def make_parity(name: str, package: str, runtime: str, tests: ParityTests, methods: Iterable[Tested]) -> Parity:
    """``name`` is the test class's, ``runtime`` the package that the runtime is in."""
    sources = tests.tests(methods)
    conversions = tests.conversions()
    text = "\n".join(conversions)
    words = {"IValue", *(word for word in ("Tensor",) if re.search(rf"(?<![.\w]){word}\b", text))}
    imports = {f"{runtime}.torch.{word}" for word in words}
    imports |= {f"{package}.torch.{word}" for word in ("TorchRecording", "resourcePath")}
    stem = tests.facade.strip("`")
    return Parity(
        name=naming.identifier(name),
        recording=f"{stem}{parity.SUFFIX}",
        model=f"{stem}.ptl",
        doc=(f"What [{tests.facade}] answers to recorded inputs, compared with what torch answered.",),
        imports=(*sorted(imports), "kotlin.test.Test"),  # Kotlin's own come last
        tests=sources,
        conversions=conversions,
    )


def refused_on_android(method: ir.Method, cases: tuple[parity.Case, ...]) -> list[int]:
    """The numbers, from 1, of the cases of which Android cannot carry an input or the answer."""
    return [number for number, case in enumerate(cases, 1) if _refused(method, case)]


def _refused(method: ir.Method, case: parity.Case) -> bool:
    if isinstance(case.outcome, parity.Answer) and _unreturnable(case.outcome.value):
        return True
    types = [argument.type for argument in method.arguments]
    return any(_unsendable(value, type_) for value, type_ in zip(case.inputs, types, strict=True))


def _uncarried(value: parity.Value) -> bool:
    return isinstance(value, parity.Tensor) and value.dtype not in typemap.ANDROID_DTYPES


def _inner(value: parity.Value) -> list[parity.Value]:
    match value:
        case list() | tuple():
            return list(value)
        case parity.StrDict(items):
            return [item for _, item in items]
        case parity.IntDict(pairs):
            return [item for _, item in pairs]
        case _:
            return []


def _unreturnable(value: parity.Value) -> bool:
    """Java's lists hold values of one kind: None beside others is refused."""
    mixed = isinstance(value, list) and len({item is None for item in value}) > 1
    return mixed or _uncarried(value) or any(map(_unreturnable, _inner(value)))


def _unsendable(value: parity.Value, type_: ir.Type) -> bool:
    """Java's lists and dicts take their element type from their first element, and its tuples have no names."""
    match type_:
        case ir.Optional(element):
            return value is not None and _unsendable(value, element)
        case ir.List(element) | ir.Dict(_, element) if not isinstance(value, parity.ScalarList):
            inner = _inner(value)
            vague = typemap.holds_optional(element) or (not inner and element != ir.TENSOR)
            return vague or any(_unsendable(item, element) for item in inner)
        case ir.Tuple(elements) if isinstance(value, tuple):
            return any(map(_unsendable, value, elements))
        case ir.NamedTuple():
            return True
        case _:
            return _uncarried(value)
