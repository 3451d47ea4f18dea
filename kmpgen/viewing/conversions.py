"""How values cross between Kotlin and the runtime's IValue: the expressions, and the private functions they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kmpgen import ir
from kmpgen.viewing import layout, naming, typemap
from kmpgen.viewing.classes import Classes, ResultClass
from kmpgen.viewing.layout import Call, Expr, flat


@dataclass(frozen=True)
class Function:
    """A private conversion. ``type`` is the Kotlin side; a class's has one expression for each property."""

    name: str
    type: str
    reads: bool
    body: Expr
    fields: tuple[tuple[str, Expr], ...] = ()


class Conversions:
    """Expressions that read and write values of one model's types; collects the functions they call, each once."""

    def __init__(self, classes: Classes, reserved: Iterable[str] = ()) -> None:
        """``reserved`` are the facade's methods: one called like a function here would be called in its place."""
        self._classes = classes
        self._names = naming.Namespace(reserved, "Value")
        self._claimed: dict[tuple[str, str, bool], str] = {}
        self._functions: dict[str, Function | None] = {}

    def sources(self) -> Iterator[str]:
        """The functions' declarations, in the order of their first use."""
        return (_source(function) for function in self._functions.values() if function)

    def kotlin(self, type_: ir.Type, scope: str) -> str:
        """The Kotlin type."""
        row = typemap.row(type_)
        if row:
            return row.kotlin
        match type_:
            case ir.Optional(element):
                return f"{self.kotlin(element, scope)}?"
            case ir.List(element):
                return f"List<{self.kotlin(element, scope)}>"
            case ir.Dict(key, value):
                return f"Map<{typemap.MAPS[key].kotlin_key}, {self.kotlin(value, scope)}>"
            case ir.Tuple() | ir.NamedTuple():
                return naming.identifier(self._classes.find(type_, scope).name)
            case _:
                return "Unit"

    def read(self, type_: ir.Type, value: Expr, scope: str) -> Expr:
        """The Kotlin value of the IValue expression ``value``."""
        row = typemap.row(type_)
        if row:
            return _tail(value, row.read.removeprefix("{}"))
        match type_:
            case ir.Optional(element):
                return _tail(value, f".orNull {{ {self._read_inner(element, 'it', scope)} }}")
            case ir.List(element):
                return _tail(value, f".toList().map {{ {self._read_inner(element, 'it', scope)} }}")
            case ir.Dict(key, element):
                inner = self._read_inner(element, "it.value", scope)
                return _tail(value, f".{typemap.MAPS[key].read}().mapValues {{ {inner} }}")
            case _:
                return Call(self._function(type_, scope, reads=True), (value,))

    def write(self, type_: ir.Type, value: str, scope: str = "") -> Expr:
        """The IValue of the Kotlin expression ``value``."""
        row = typemap.row(type_)
        if row:
            return row.write.format(value)
        match type_:
            case ir.Optional(element):
                inner = typemap.row(element)
                if inner and inner.takes_null:
                    return inner.write.format(value)
                return f"{value}?.let {{ {self._write_inner(element, 'it', scope)} }} ?: IValue.optionalNull()"
            case ir.List(element):
                return f"IValue.listFrom({value}.map {{ {self._write_inner(element, 'it', scope)} }})"
            case ir.Dict(key, element):
                inner_write = self._write_inner(element, "it.value", scope)
                return f"IValue.{typemap.MAPS[key].write}({value}.mapValues {{ {inner_write} }})"
            case _:
                return Call(self._function(type_, scope, reads=False), (value,))

    def _read_inner(self, type_: ir.Type, value: str, scope: str) -> str:
        if typemap.row(type_):
            return flat(self.read(type_, value, scope))
        return f"{self._function(type_, scope, reads=True)}({value})"

    def _write_inner(self, type_: ir.Type, value: str, scope: str) -> str:
        if typemap.row(type_):
            return flat(self.write(type_, value, scope))
        return f"{self._function(type_, scope, reads=False)}({value})"

    def _word(self, type_: ir.Type, scope: str) -> str:
        """What a conversion of this type is called after."""
        row = typemap.row(type_)
        if row:
            return row.kotlin
        match type_:
            case ir.Optional(element):
                return f"Optional{self._word(element, scope)}"
            case ir.List(element):
                return f"{self._word(element, scope)}List"
            case ir.Dict(key, value):
                return f"{self._word(value, scope)}{typemap.MAPS[key].word}"
            case ir.Tuple() | ir.NamedTuple():
                return naming.pascal_case(self._classes.find(type_, scope).name)
            case _:
                raise AssertionError(type_)

    def _function(self, type_: ir.Type, scope: str, *, reads: bool) -> str:
        """The name of the function that converts ``type_``, made when it is first asked for."""
        kotlin = self.kotlin(type_, scope)
        key = (kotlin, str(type_), reads)
        if key not in self._claimed:
            name = self._names.claim(("to" if reads else "from") + self._word(type_, scope))
            self._claimed[key] = naming.identifier(name)
            self._functions[name] = None  # keeps the order of first use
            self._functions[name] = self._make(self._claimed[key], type_, kotlin, scope, reads=reads)
        return self._claimed[key]

    def _make(self, name: str, type_: ir.Type, kotlin: str, scope: str, *, reads: bool) -> Function:
        if isinstance(type_, ir.Tuple | ir.NamedTuple):
            fields = self._fields(self._classes.find(type_, scope), reads=reads)
            return Function(name, kotlin, reads, "", fields)
        body = self.read(type_, "value", scope) if reads else self.write(type_, "value", scope)
        return Function(name, kotlin, reads, body)

    def _fields(self, result: ResultClass, *, reads: bool) -> tuple[tuple[str, Expr], ...]:
        scope = result.inner_scope

        def expression(index: int, name: str, type_: ir.Type) -> Expr:
            return self.read(type_, f"fields[{index}]", scope) if reads else self.write(type_, f"value.{name}", scope)

        named = [(naming.identifier(item.name), item.type) for item in result.properties]
        return tuple((name, expression(index, name, type_)) for index, (name, type_) in enumerate(named))


def _source(function: Function) -> str:
    head = f"private fun {function.name}"
    parameter, returns = ("value: IValue", function.type) if function.reads else (f"value: {function.type}", "IValue")
    if not function.fields:
        return layout.function(head, [parameter], f": {returns}", function.body, 0)
    if function.reads:
        named = tuple(f"{name} = {flat(expr)}" for name, expr in function.fields)
        lines = [
            "val fields = value.toTuple()",
            "return " + layout.fit(Call(function.type, named), 4, before=7),
        ]
        return layout.block_function(head, [parameter], f": {returns}", lines, 0)
    body = Call("IValue.tupleFrom", tuple(expr for _, expr in function.fields))
    return layout.function(head, [parameter], f": {returns}", body, 0)


def _tail(value: Expr, tail: str) -> Expr:
    return value + tail if isinstance(value, str) else Call(value.head, value.args, value.tail + tail)
