"""The images that arguments are: an object beside the facade with a property for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    """Those of all arguments, in the order of the file. Names of methods and of their arguments are Kotlin's."""
    claimed = naming.Namespace({*naming.RESERVED_METHODS, "ImageInput"}, "Image")
    seen: dict[object, str] = {}
    for method in methods:
        info = metadata.methods.get(method.name)
        for argument in method.arguments if info else ():
            said_of = info.arguments.get(argument.name) if info else None
            if said_of is None:
                continue
            own = arguments[method.name][argument.name]
            start = names[method.name] + naming.pascal_case(own)
            for _, said, name, path in leaves(argument.type, said_of, start, (own,), "", classes):
                if said.image and said.dtype in (None, "float32"):
                    made = naming.identifier(claimed.claim(naming.capped(name)))
                    where = ", ".join(f"`{naming.comment(part)}`" for part in path)
                    doc = f"For {where} of `{names[method.name]}`: `{naming.comment(tensor_type(said))}`."
                    key = said.image, said.shape
                    yield ImageSet(made, doc, _declared(made, said, said.image, seen.get(key)))
                    seen.setdefault(key, made)


def _declared(name: str, info: ValueInfo, image: ImageInfo, same: str | None) -> str:
    """A property of the object, indented. ``same`` is one of the same images."""
    if same:
        return f"    public val {name}: ImageInput get() = {same}"
    shape = info.shape or ()
    _, height, width = image.sizes(shape)
    said = {
        "width": str(width) if isinstance(width, int) else "",
        "height": str(height) if isinstance(height, int) else "",
        "channels": f'"{image.channels}"',
        "isInterleaved": "true" if image.layout == "HWC" else "",
        "isBatch": "true" if len(shape) == 4 else "",
        "scale": naming.kotlin_double(image.scale),
        "mean": _numbers(image.means),
        "std": _numbers(image.stds),
    }
    given = tuple(f"{key} = {value}" for key, value in said.items() if value)
    head = f"public val {name}: ImageInput = "
    return f"    {head}{layout.fit(layout.Call('ImageInput', given), 4, before=len(head))}"


def _numbers(numbers: tuple[float, ...]) -> str:
    return f"doubleArrayOf({', '.join(map(naming.kotlin_double, map(float, numbers)))})"
