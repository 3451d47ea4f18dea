"""The images that arguments and results are: an object beside the facade with a property for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kmpgen import ir
from kmpgen.metadata.data import ImageInfo, Metadata, ValueInfo
from kmpgen.metadata.facts import tensor_type
from kmpgen.viewing import layout, naming
from kmpgen.viewing.classes import Classes
from kmpgen.viewing.described import leaves
from kmpgen.viewing.viewdata import ImageSet


def image_sets(
    metadata: Metadata,
    classes: Classes,
    methods: Sequence[ir.Method],
    names: Mapping[str, str],
    arguments: Mapping[str, Mapping[str, str]],
) -> Iterator[ImageSet]:
    """Those of all arguments, then of all results, in the order of the file. Names of methods and of their arguments
    are Kotlin's."""
    claimed = naming.Namespace({*naming.RESERVED_METHODS, "ImageInput", "ImageOutput"}, "Image")
    seen: dict[object, str] = {}
    taken = _taken(metadata, classes, methods, names, arguments)
    for each in (*taken, *_returned(metadata, classes, methods, names)):
        made = naming.identifier(claimed.claim(naming.capped(each.name)))
        yield ImageSet(made, each.doc, _declared(made, each, seen.setdefault(each.key, made)), each.is_result)


@dataclass(frozen=True)
class _Found:
    name: str
    doc: str
    info: ValueInfo
    image: ImageInfo
    is_result: bool

    @property
    def type(self) -> str:
        return "ImageOutput" if self.is_result else "ImageInput"

    @property
    def key(self) -> object:
        """Those of equal ones are made alike: of a result neither dtype nor sizes count, but that there is a batch."""
        shape = self.info.shape or ()
        return self.type, self.image, *((len(shape),) if self.is_result else (shape, self.info.dtype == "uint8"))


def _taken(
    metadata: Metadata,
    classes: Classes,
    methods: Sequence[ir.Method],
    names: Mapping[str, str],
    arguments: Mapping[str, Mapping[str, str]],
) -> Iterator[_Found]:
    for method in methods:
        info = metadata.methods.get(method.name)
        for argument in method.arguments if info else ():
            said_of = info.arguments.get(argument.name) if info else None
            if said_of is None:
                continue
            own = arguments[method.name][argument.name]
            start = names[method.name] + naming.pascal_case(own)
            for _, said, name, path in leaves(argument.type, said_of, start, (own,), "", classes):
                if said.image:
                    doc = f"For {_spelled(path)} of `{names[method.name]}`: {_type(said)}."
                    yield _Found(name, doc, said, said.image, is_result=False)


def _returned(
    metadata: Metadata, classes: Classes, methods: Sequence[ir.Method], names: Mapping[str, str]
) -> Iterator[_Found]:
    for method in methods:
        info = metadata.methods.get(method.name)
        start = f"{names[method.name]}Result"
        found = leaves(method.returns, info.result, start, (), method.name, classes) if info else ()
        for _, said, name, path in found:
            if said.image:
                where = f", {_spelled(path)}" if path else ""
                doc = f"Of what `{names[method.name]}` returns{where}: {_type(said)}."
                yield _Found(name, doc, said, said.image, is_result=True)


def _spelled(path: tuple[str, ...]) -> str:
    return ", ".join(f"`{naming.comment(part)}`" for part in path)


def _type(info: ValueInfo) -> str:
    return f"`{naming.comment(tensor_type(info))}`"


def _declared(name: str, found: _Found, same: str) -> str:
    """A property of the object, indented. ``same`` is the first of the same images."""
    if same != name:
        return f"    public val {name}: {found.type} get() = {same}"
    image, shape = found.image, found.info.shape or ()
    _, height, width = image.sizes(shape)
    said = {
        "width": str(width) if isinstance(width, int) and not found.is_result else "",
        "height": str(height) if isinstance(height, int) and not found.is_result else "",
        "channels": f'"{image.channels}"',
        "isInterleaved": "true" if image.layout == "HWC" else "",
        "isBatch": "true" if len(shape) == 4 else "",
        "isBytes": "true" if found.info.dtype == "uint8" and not found.is_result else "",
        "scale": naming.kotlin_double(image.scale),
        "mean": _numbers(image.means),
        "std": _numbers(image.stds),
        "crop": naming.kotlin_double(image.crop) if image.crop is not None and not found.is_result else "",
    }
    given = tuple(f"{key} = {value}" for key, value in said.items() if value)
    head = f"public val {name}: {found.type} = "
    return f"    {head}{layout.fit(layout.Call(found.type, given), 4, before=len(head))}"


def _numbers(numbers: tuple[float, ...]) -> str:
    return f"doubleArrayOf({', '.join(map(naming.kotlin_double, map(float, numbers)))})"
