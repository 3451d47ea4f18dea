"""The view of one model: its facade's functions, the classes of its tuples, its tests."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kmpgen import ir
from kmpgen.config import Config, MethodSettings, ModelSettings
from kmpgen.errors import Diagnostic, Where
from kmpgen.viewing import defaults, layout, modelapi, naming, typemap
from kmpgen.viewing.classes import Classes, ResultClass
from kmpgen.viewing.conversions import Conversions
from kmpgen.viewing.exposed import exposed
from kmpgen.viewing.facadeimports import imports, with_imports
from kmpgen.viewing.together import Named, Together, class_name, facade_names, identity
from kmpgen.viewing.viewdata import Api, Class, Method, Model, Parameter, Property, SwiftOverloads

if TYPE_CHECKING:
    from kmpgen.bundling import Candidate
    from kmpgen.recording import parity
    from kmpgen.recording.paritytests import Parity
    from kmpgen.viewing.guards import Guard, Guards


class FacadeView:
    """Makes the view of one model."""

    def __init__(
        self,
        model: ir.Model,
        settings: ModelSettings,
        config: Config,
        package: str,
        runtime: str,
        name: str,
        classes: Classes,
        namespace: naming.Namespace,
        together: Together,
    ) -> None:
        self._model = model
        self._settings = settings
        self._is_public = settings.visibility == "public"
        self._package = package
        self._runtime = runtime
        self._namespace = namespace
        self._checks_api = config.check_api
        self._has_swift = config.swift and bool(config.ios_targets)
        self._methods = exposed(model, settings, config)
        self._name = name
        self._classes = classes
        self._together = together
        self._names = naming.Namespace(naming.RESERVED_METHODS, "Method").claim_all(
            (method.name for method in self._methods),
            naming.camel_case,
            {name: each.name for name, each in settings.methods.items() if each.name},
        )
        self._conversions = Conversions(self._classes, self._names.values())
        self._guards = self._make_guards()
        self.warnings: list[Diagnostic] = []

    def _make_guards(self) -> Guards | None:
        if self._model.metadata is None:
            return None
        from kmpgen.viewing.guards import Guards

        return Guards(self._model.metadata, self._classes, self._spelled_names())

    def _spelled_names(self) -> Iterator[str]:
        """What is in scope in the facade's methods: their names and those of their arguments."""
        yield from self._names.values()
        for method in self._methods:
            yield from self._argument_names(method).values()

    def _argument_names(self, method: ir.Method) -> dict[str, str]:
        settings = self._settings.methods.get(method.name, MethodSettings())
        return naming.Namespace(naming.RESERVED_ARGUMENTS, "Argument").claim_all(
            (argument.name for argument in method.arguments), naming.camel_case, settings.arguments
        )

    def view(self, recording: parity.Recording | None, bundled: Candidate | None) -> Model:
        """``bundled`` is the model's file where the library brings it."""
        methods = tuple(self._method(method, self._names[method.name]) for method in self._methods)
        methods = tuple(self._with_deprecation(method, methods) for method in methods)
        classes = tuple(self._class(result) for result in self._classes.all())
        conversions = tuple(self._conversions.sources())
        model = Model(
            name=naming.identifier(self._name),
            torch_name=self._model.class_name,
            visibility=self._settings.visibility,
            is_public=self._is_public,
            file=naming.comment(self._model.file),
            doc=self._doc(),
            imports=(),
            signatures=tuple(self._signatures()),
            methods=methods,
            classes=classes,
            conversions=conversions,
            api=self._api() if self._checks_api else None,
            bundled=self._bundled(bundled) if bundled else "",
            parity=self._parity(recording) if recording else None,
            swift=self._swift(methods) if self._has_swift else None,
        )
        return with_imports(self._documented(model), self._package, self._runtime)

    def _documented(self, made: Model) -> Model:
        if self._model.metadata is None:
            return made
        from kmpgen.viewing.documented import Documented, leading
        from kmpgen.viewing.images import image_sets
        from kmpgen.viewing.labels import labelled

        documented = Documented(self._model.metadata, self._classes, self._methods, self._names)
        methods = tuple(map(documented.method, made.methods, self._methods))
        classes = tuple(map(documented.of_class, made.classes, self._classes.all()))
        made = replace(documented.model(made), methods=methods, classes=classes)
        named = [(method, self._names[method.name]) for method in self._methods]
        made = labelled(made, self._model.metadata, self._classes, named, self._namespace)
        arguments = {method.name: self._argument_names(method) for method in self._methods}
        images = tuple(image_sets(self._model.metadata, self._classes, self._methods, self._names, arguments))
        images_name = self._namespace.claim(f"{self._name}Images") if images else ""
        return leading(replace(made, images=images, images_name=images_name))

    def names(self, number: int, model: Model) -> Iterator[Named]:
        """What ``model``, the view of the model of that number, wants at the top of the package."""
        settings, facade = self._settings, model.name.strip("`")
        derived = {model.labels_name: "the labels of its results"} if model.labels else {}
        enums = {enum.name.strip("`"): "labels of its results" for enum in model.label_enums}
        chosen = self._model.metadata.label_classes() if self._model.metadata else ()
        derived |= {name: what for name, what in enums.items() if name not in chosen}
        if model.images:
            derived[model.images_name] = "its images"
        if model.parity:
            derived[model.parity.name] = "its parity tests"
        yield from facade_names(number, facade, self._model.class_name, settings, derived)
        yield from (Named(name, number, settings, what) for name, what in enums.items() if name in chosen)
        for result, made in zip(self._classes.all(), model.classes, strict=True):
            shared = (_undescribed(made), identity(result)) if made.has_own_file else None
            yield class_name(number, made.name.strip("`"), result, settings, facade, shared)

    def _parity(self, recording: parity.Recording) -> Parity | None:
        from kmpgen.recording.paritytests import ParityTests, Tested, make_parity

        none = MethodSettings()
        tested = [
            Tested(
                method,
                naming.identifier(self._names[method.name]),
                is_deprecated=self._settings.methods.get(method.name, none).deprecated is not None,
            )
            for method in self._methods
            if recording.cases.get(method.name)
        ]
        if not tested:
            return None
        name = self._namespace.claim(f"{self._name}ParityTest")
        tests = ParityTests(naming.identifier(self._name), self._classes, recording.cases)
        return make_parity(name, self._package, self._runtime, tests, tested)

    def _swift(self, methods: Sequence[Method]) -> SwiftOverloads | None:
        from kmpgen.viewing.swiftoverloads import overloads

        if not self._is_public:
            return None
        said = {name: each.deprecated for name, each in self._settings.methods.items() if each.deprecated is not None}
        functions = tuple(overloads(naming.identifier(self._name), methods, said))
        text = "\n".join(functions)
        return (
            SwiftOverloads(imports(self._package, self._runtime, text, (), ["TorchException"]), functions)
            if text
            else None
        )

    def _doc(self) -> tuple[str, ...]:
        model = self._model
        count = f"{len(model.methods)} method{'s' * (len(model.methods) != 1)}"
        origin = f"`{naming.comment(model.file)}` (class `{model.class_name}`, {count})"
        return _wrap(f"The model in {origin}. Calls block: keep them off the main thread.", 0)

    def _signatures(self) -> Iterator[str]:
        for method in self._model.methods:
            if any(typemap.problem(argument.type) for argument in method.arguments) or typemap.problem(
                method.returns, result=True
            ):
                continue
            pairs = tuple(_named(argument) for argument in method.arguments)
            arguments = layout.Call("listOf", pairs) if pairs else "emptyList()"
            call = layout.Call("MethodSignature", (f'"{method.name}"', arguments, typemap.torch_type(method.returns)))
            yield layout.fit(call, 12, after=1)

    def _bundled(self, file: Candidate) -> str:
        name = naming.kotlin_string(f"{self._name}.ptl")
        values = (f'folder = "{self._package}"', f"name = {name}", f"size = {file.size}", f"crc32 = 0x{file.crc32:08x}")
        return layout.fit(layout.Call("BundledModel", values), 8, before=len("private val bundled = "))

    def _api(self) -> Api:
        def lines(signatures: Iterable[modelapi.Signature]) -> tuple[str, ...]:
            return tuple(layout.fit(_listed(name, parts), 16, after=1) for name, parts in signatures)

        methods, named_tuples = modelapi.methods(self._model), modelapi.named_tuples(self._model)
        return Api(naming.kotlin_string(self._model.class_name), lines(methods), lines(named_tuples))

    def _method(self, method: ir.Method, name: str) -> Method:
        settings = self._settings.methods.get(method.name, MethodSettings())
        visibility = settings.visibility or "public"
        names = self._argument_names(method)
        made, inputs = [], []
        for argument in method.arguments:
            parameter, value = self._parameter(method, argument, naming.identifier(names[argument.name]))
            made.append(parameter)
            inputs.append(value)
        parameters = [parameter.declaration for parameter in made]
        returns = self._conversions.kotlin(method.returns, method.name)
        quoted = naming.identifier(name)
        guard = self._guards.of(method, name, names) if self._guards else None
        run = layout.Call("module.runMethod", (f'"{method.name}"', *inputs))
        arguments = [naming.identifier(names[argument.name]) for argument in method.arguments]
        result = "" if returns == "Unit" else f": {returns}"
        return Method(
            name=quoted,
            torch_name=method.name,
            parameters=tuple(made),
            returns=returns,
            signature=layout.flat(layout.Call(f"fun {quoted}", tuple(parameters), result)),
            torch_signature=naming.comment(torch_signature(method)),
            call=f"model.{quoted}({', '.join(arguments)})",
            doc=_wrap(f"TorchScript: `{naming.comment(torch_signature(method))}`", 4),
            is_public=self._is_public and visibility == "public",
            source=self._source(f"{visibility} fun {quoted}", parameters, method, result, run, guard),
            invoke=_invoke(visibility, parameters, result, layout.Call(quoted, tuple(arguments)))
            if method.name == "forward"
            else "",
            guard=guard.declaration if guard else "",
        )

    def _with_deprecation(self, method: Method, methods: Sequence[Method]) -> Method:
        settings = self._settings.methods.get(method.torch_name)
        if settings is None or settings.deprecated is None:
            return method
        from kmpgen.viewing.deprecation import annotation

        return replace(method, deprecated=annotation(settings.deprecated, method, methods))

    def _source(
        self,
        head: str,
        parameters: Sequence[layout.Expr],
        method: ir.Method,
        result: str,
        run: layout.Call,
        guard: Guard | None,
    ) -> str:
        before = [guard.statement] if guard else []
        if not result:
            return layout.block_function(head, parameters, "", [*before, layout.fit(run, 8)], 4)
        body = self._conversions.read(method.returns, run, method.name)
        if before:
            returned = f"return {layout.fit(body, 8, before=len('return '))}"
            return layout.block_function(head, parameters, result, [*before, returned], 4)
        return layout.function(head, parameters, result, body, 4)

    def _parameter(self, method: ir.Method, argument: ir.Argument, name: str) -> tuple[Parameter, layout.Expr]:
        """A parameter, and the IValue it becomes."""
        kotlin = self._conversions.kotlin(argument.type, "")
        value = name
        default = self._default(method, argument)
        if default and isinstance(argument.default and argument.default.value, ir.TensorValue):
            value, default = f"{name} ?: {layout.flat(default)}", "null"
            kotlin = kotlin.removesuffix("?") + "?"
        parameter = Parameter(argument.name, name, kotlin, default)
        return parameter, self._conversions.write(argument.type, value)

    def _default(self, method: ir.Method, argument: ir.Argument) -> layout.Expr:
        """The default's expression; empty where there is none, or none that Kotlin could spell."""
        if argument.default is None:
            return ""
        try:
            return defaults.expression(argument.type, argument.default.value, self._classes)
        except defaults.NotExpressible as reason:
            self._warn_required(method, argument, str(reason))
            return ""

    def _warn_required(self, method: ir.Method, argument: ir.Argument, reason: str) -> None:
        self.warnings.append(
            Diagnostic(
                "KMP107",
                f"{reason}: the argument is required in Kotlin",
                "give it another default in the exported method to change that",
                Where(self._model.file, method.name, argument.name),
                "warning",
            )
        )

    def _class(self, result: ResultClass) -> Class:
        properties = [
            (naming.identifier(item.name), self._conversions.kotlin(item.type, result.inner_scope), item)
            for item in result.properties
        ]
        name = naming.identifier(result.name)
        shared = self._together.find(result)
        is_argument = shared.is_argument if shared else result.is_argument
        visibility = shared.visibility if shared else self._settings.visibility
        head = f"{visibility} class {name}" + ("" if is_argument else " internal constructor")
        fields = tuple(f"public val {prop}: {kotlin}" for prop, kotlin, _ in properties)
        unnamed = isinstance(result.type, ir.Tuple)
        kind = "Tuple" if unnamed else "NamedTuple"
        shown = (naming.kotlin_string(result.name), *(f'"{item.name}" to {prop}' for prop, _, item in properties))
        compared = layout.Call("listOf", tuple(prop for prop, _, _ in properties))
        same = f"other is {name} && deepEquals(fields, other.fields)"
        made = Class(
            name=name,
            torch_name=_spelled(result.type),
            properties=tuple(Property(prop, kotlin) for prop, kotlin, _ in properties),
            is_unnamed=unnamed,
            is_argument=is_argument,
            has_own_file=shared is not None,
            imports=(),
            doc=_wrap(f"{kind} `{_spelled(result.type)}` of the model.", 0),
            header=layout.fit(layout.Call(head, fields), 0, after=2),
            components=tuple(
                f"public operator fun component{index}(): {kotlin} = {prop}"
                for index, (prop, kotlin, _) in enumerate(properties, start=1)
                if unnamed
            ),
            fields=layout.fit(compared, 8, before=8) if result.comparable else "",
            equals=layout.function("override fun equals", ["other: Any?"], ": Boolean", same, 4),
            to_string=layout.function("override fun toString", [], ": String", layout.Call("deepToString", shown), 4),
        )
        return replace(made, imports=imports(self._package, self._runtime, made.header, [made])) if shared else made


def _undescribed(made: Class) -> Class:
    """The class less its documentation: what models have to agree on to share it."""
    return replace(made, doc=(), description=(), properties=tuple(replace(p, description="") for p in made.properties))


def _invoke(visibility: str, parameters: Sequence[layout.Expr], result: str, call: layout.Call) -> str:
    return layout.function(f"{visibility} operator fun invoke", parameters, result or ": Unit", call, 4)


def _listed(name: str, parts: Sequence[str]) -> layout.Expr:
    """``"name" to listOf(...)``"""
    return layout.prefixed(f'"{name}" to ', layout.Call("listOf", tuple(_literal(part, 20) for part in parts)))


def _literal(text: str, indent: int) -> str:
    """A string literal for a line of its own, which goes on in the next lines where it is too long for one."""
    room = layout.WIDTH - indent - len('    "" +')
    lines = [""]
    for char in text if len(text) > room // 6 else ():
        escaped = naming.kotlin_string(char)[1:-1]
        if len(lines[-1]) + len(escaped) > room:
            head, space, rest = lines[-1].rpartition(" ")
            lines[-1:] = [head + space, rest] if space else [rest, ""]
        lines[-1] += escaped
    separator = '" +\n' + " " * (indent + 4) + '"'
    return f'"{separator.join(lines)}"' if len(lines) > 1 else naming.kotlin_string(text)


def _named(argument: ir.Argument) -> layout.Expr:
    """``"name" to TorchType...``"""
    return layout.prefixed(f'"{argument.name}" to ', typemap.torch_type(argument.type))


def _wrap(text: str, indent: int) -> tuple[str, ...]:
    """``text`` as lines of a KDoc comment."""
    return tuple(textwrap.wrap(text, layout.WIDTH - indent - 7, break_long_words=False, break_on_hyphens=False))


def torch_signature(method: ir.Method) -> str:
    """``forward(self, x: Tensor, k: int=1) -> Tensor``, as TorchScript prints it."""
    arguments = ["self"]
    for argument in method.arguments:
        default = "" if argument.default is None else f"={_python(argument.default.value)}"
        arguments.append(f"{argument.name}: {_spelled(argument.type)}{default}")
    return f"{method.name}({', '.join(arguments)}) -> {_spelled(method.returns)}"


def _spelled(type_: ir.Type) -> str:
    """A type with its classes by their short names."""
    return re.sub(r"__torch__\.(?:\w+\.)*", "", str(type_))


def _python(value: object) -> str:
    if isinstance(value, ir.TensorValue):
        return f"<{value.dtype} Tensor of shape {list(value.shape)}>"
    return value.text if isinstance(value, ir.Unsupported) else repr(value)
