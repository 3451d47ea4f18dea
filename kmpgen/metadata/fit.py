"""Whether metadata fits the model that it is about: what the model has, its types, and the numbers among themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from kmpgen import ir
from kmpgen.errors import Keys, Problem
from kmpgen.metadata.data import ImageInfo, Metadata, MethodInfo, ValueInfo
from kmpgen.nearest import nearest
from kmpgen.printable import quoted, with_article
from kmpgen.viewing import naming
from kmpgen.viewing.labelenums import MOST, entries

_Place = Callable[[str], Keys]

FLOATING = ("float32", "float64", "float16", "bfloat16")


def problems(model: ir.Model, metadata: Metadata) -> Iterator[Problem]:
    """KMP806 for what the model lacks, KMP807 for contradictions, KMP808 for names that can't be."""
    methods = {method.name: method for method in model.methods}
    for name, info in metadata.methods.items():
        if name in methods:
            yield from _method(methods[name], info, ("methods", name))
        else:
            yield _lacks(f"{model.file} has no method", name, methods, ("methods", name))


def _method(method: ir.Method, info: MethodInfo, keys: Keys) -> Iterator[Problem]:
    arguments = {argument.name: argument for argument in method.arguments}
    for name, value in info.arguments.items():
        place = (*keys, "arguments", name)
        if name in arguments:
            yield from _value(arguments[name].type, value, place)
        else:
            yield _lacks(f"{method.name} has no argument", name, arguments, place)
    yield from taken_names(
        {name: info.arguments[name].name if name in info.arguments else None for name in arguments},
        naming.RESERVED_ARGUMENTS,
        lambda name: (*keys, "arguments", name, "name"),
    )
    yield from _value(method.returns, info.result, (*keys, "result"))


def _value(type_: ir.Type, info: ValueInfo, keys: Keys) -> Iterator[Problem]:
    while isinstance(type_, ir.Optional):
        type_ = type_.element
    for key, said in _said(info).items():
        if said and not _takes(type_, key):
            message = f"{_called(keys)} is {_spelled(type_)}, which has no {key}"
            yield Problem((*keys, key), "KMP807", message, f"{key} is for {_OWNERS[key]}")
    yield from _class(type_, info, keys)
    yield from _numbers(info, keys)
    if type_ == ir.TENSOR:
        yield from _tensor(info, keys)
    match type_:
        case ir.Tuple(elements):
            yield from _elements(elements, info, keys)
        case ir.NamedTuple(fields=fields):
            yield from _fields(type_, dict(fields), info, keys)
        case ir.Dict(key_type, value_type):
            yield from _entries(key_type, value_type, info, keys)
        case ir.List(element) if info.items:
            yield from _part(element, info.items, (*keys, "items"))


def _said(info: ValueInfo) -> dict[str, bool]:
    """Which keys it has that are not of every type."""
    return {
        "dtype": info.dtype is not None,
        "shape": info.shape is not None,
        "image": info.image is not None,
        "minimum": info.minimum is not None,
        "maximum": info.maximum is not None,
        "unit": info.unit is not None,
        "labels": bool(info.labels),
        "label_dimension": info.label_dimension is not None,
        "class": info.class_name is not None,
        "elements": bool(info.elements),
        "fields": bool(info.fields),
        "entries": bool(info.entries),
        "items": info.items is not None,
    }


_OWNERS = {
    **dict.fromkeys(("dtype", "shape", "image", "label_dimension"), "a Tensor"),
    **dict.fromkeys(("minimum", "maximum", "unit"), "numbers: int, float, Tensor and lists of them"),
    "labels": "a Tensor, an int, a str or a List[int]",
    "class": "an unnamed tuple, and for the labels of a result",
    "elements": "an unnamed tuple",
    "fields": "a NamedTuple",
    "entries": "a Dict",
    "items": "a List or a Dict",
}


def _takes(type_: ir.Type, key: str) -> bool:
    match key:
        case "dtype" | "shape" | "image" | "label_dimension":
            return type_ == ir.TENSOR
        case "minimum" | "maximum" | "unit":
            inner = type_.element if isinstance(type_, ir.List) else type_
            return inner in (ir.TENSOR, ir.INT, ir.FLOAT)
        case "labels":
            return type_ in (ir.TENSOR, ir.INT, ir.STR, ir.List(ir.INT))
        case "class":
            return isinstance(type_, ir.Tuple) or _takes(type_, "labels")
        case "elements":
            return isinstance(type_, ir.Tuple)
        case "fields":
            return isinstance(type_, ir.NamedTuple)
        case "entries":
            return isinstance(type_, ir.Dict)
    return isinstance(type_, ir.List | ir.Dict)


def _class(type_: ir.Type, info: ValueInfo, keys: Keys) -> Iterator[Problem]:
    """Of the name of an unnamed tuple's class, or of the enum of labels."""
    if info.class_name is None:
        return
    place = (*keys, "class")
    if info.class_name.casefold() in {name.casefold() for name in naming.RESERVED_CLASSES}:
        hint = "choose another: the emitted code or the JVM has it"
        yield Problem(place, "KMP808", f"the name {quoted(info.class_name)} is reserved", hint)
    if not _takes(type_, "labels"):
        return
    message = hint = ""
    if keys[2] == "arguments":
        message, hint = f"{_called(keys)} has a class, and no labels of an argument become one", "drop class"
    elif not info.labels:
        message, hint = f"{_called(keys)} has a class and no labels", "add labels or labels_file, or drop class"
    elif not entries(info.labels):
        message = f"{_called(keys)} has a class, and its labels are texts, no enum class"
        hint = f"drop class; up to {MOST} labels are an enum where their names differ and are fit for Kotlin and Swift"
    if message:
        yield Problem(place, "KMP807", message, hint)


def _numbers(info: ValueInfo, keys: Keys) -> Iterator[Problem]:
    if info.minimum is not None and info.maximum is not None and info.minimum > info.maximum:
        message = f"the minimum {info.minimum:g} is above the maximum {info.maximum:g}"
        yield Problem((*keys, "minimum"), "KMP807", message, "swap them, or drop one")
    if info.label_dimension is not None and not info.labels:
        hint = "add labels or labels_file, or drop it"
        yield Problem((*keys, "label_dimension"), "KMP807", "label_dimension is there without labels", hint)


def _tensor(info: ValueInfo, keys: Keys) -> Iterator[Problem]:
    if info.shape is not None and info.label_dimension is not None and info.label_dimension >= len(info.shape):
        message = f"{_called(keys)} has {len(info.shape)} dimensions and none numbered {info.label_dimension}"
        yield Problem((*keys, "label_dimension"), "KMP807", message, "dimensions are counted from 0")
    elif info.labels and info.shape is not None and info.dtype in (None, *FLOATING):
        at = info.scores_dimension
        size = info.shape[at] if at is not None else None
        if isinstance(size, int) and size != len(info.labels):
            message = f"there are {len(info.labels)} labels, and dimension {at} of {_shape(info)} has {size} scores"
            hint = "give a label for each score, or say where the scores are: label_dimension"
            yield Problem((*keys, "labels"), "KMP807", message, hint)
    if info.image:
        yield from _image(info, info.image, (*keys, "image"))


def _image(info: ValueInfo, image: ImageInfo, keys: Keys) -> Iterator[Problem]:
    is_result = keys[2] == "result"
    if info.dtype not in (None, "uint8", *(FLOATING if is_result else ("float32",))):
        hint = f"an image that goes {'out has floating-point numbers' if is_result else 'in is of float32'} or uint8"
        if not is_result:
            hint += ": cast it inside the exported module, or drop image"
        yield Problem(keys, "KMP807", f"{_called(keys[:-1])} is an image of {info.dtype}", hint)
    for name, numbers in (("mean", image.mean), ("std", image.std)):
        if numbers and len(numbers) != image.channel_count:
            plural = "s" * (image.channel_count != 1)
            message = f"{image.channels} has {image.channel_count} channel{plural}, and {name} is of {len(numbers)}"
            yield Problem((*keys, name), "KMP807", message, "write a number for each channel")
    if image.crop is not None and is_result:
        message = f"{_called(keys[:-1])} has a crop, which is for images that go in"
        yield Problem((*keys, "crop"), "KMP807", message, "drop crop")
    if info.shape is None:
        hint = f"add shape: {_EXAMPLES[image.layout]}"
        yield Problem(keys, "KMP807", f"the image {_called(keys[:-1])} has no shape", hint)
    elif len(info.shape) not in (3, 4):
        message = f"{_called(keys[:-1])} is an image of shape {_shape(info)}"
        yield Problem(keys, "KMP807", message, f"an image has 3 or 4 dimensions: {_EXAMPLES[image.layout]}")
    elif 0 in info.shape:
        at = (*keys[:-1], "shape", info.shape.index(0))
        message = f"{_called(keys[:-1])} is an image of shape {_shape(info)}"
        yield Problem(at, "KMP804", message, 'no size of an image is 0; name one that is open: "height"')
    elif image.sizes(info.shape)[0] != image.channel_count:
        message = (
            f"an image of {image.channels}, {image.layout} has {image.channel_count} channels, unlike {_shape(info)}"
        )
        hint = f"correct channels, layout or shape: {_EXAMPLES[image.layout]} is {image.layout}"
        yield Problem(keys, "KMP807", message, hint)


_EXAMPLES = {"CHW": '["batch", 3, 224, 224]', "HWC": '["batch", 224, 224, 3]'}


def _elements(types: tuple[ir.Type, ...], info: ValueInfo, keys: Keys) -> Iterator[Problem]:
    if len(info.elements) > len(types):
        message = f"{_called(keys)} has {len(types)} elements, not {len(info.elements)}"
        yield Problem((*keys, "elements"), "KMP807", message, "describe each once, in the tuple's order")
    for index, (type_, element) in enumerate(zip(types, info.elements, strict=False)):
        yield from _value(type_, element, (*keys, "elements", index))
    chosen = {
        naming.ordinal(index): info.elements[index].name if index < len(info.elements) else None
        for index in range(len(types))
    }
    ordinals = list(chosen)
    yield from taken_names(
        chosen, naming.RESERVED_PROPERTIES, lambda name: (*keys, "elements", ordinals.index(name), "name")
    )


def _fields(type_: ir.NamedTuple, fields: Mapping[str, ir.Type], info: ValueInfo, keys: Keys) -> Iterator[Problem]:
    for name, value in info.fields.items():
        if name in fields:
            yield from _value(fields[name], value, (*keys, "fields", name))
        else:
            yield _lacks(f"{type_.name} has no field", name, fields, (*keys, "fields", name))
    chosen = {name: info.fields[name].name if name in info.fields else None for name in fields}
    yield from taken_names(chosen, naming.RESERVED_PROPERTIES, lambda name: (*keys, "fields", name, "name"))


def _entries(key: ir.Type, value: ir.Type, info: ValueInfo, keys: Keys) -> Iterator[Problem]:
    for name, entry in info.entries.items():
        place = (*keys, "entries", name)
        if key == ir.INT and not _is_long(name):
            yield Problem(
                place,
                "KMP807",
                f"{quoted(name)} is no key of a {_spelled(ir.Dict(key, value))}",
                "write a whole number of 64 bits",
            )
        yield from _part(value, entry, place)
    if info.items:
        yield from _part(value, info.items, (*keys, "items"))


def _is_long(text: str) -> bool:
    """Whether it is a number of 64 bits as Python prints it."""
    return bool(re.fullmatch("0|-?[1-9][0-9]{0,18}", text)) and -(2**63) <= int(text) < 2**63


def _part(type_: ir.Type, info: ValueInfo, keys: Keys) -> Iterator[Problem]:
    """What has no name in Kotlin."""
    if info.name is not None:
        yield Problem((*keys, "name"), "KMP807", "this has no name in Kotlin", "drop name; description may say it")
    yield from _value(type_, info, keys)


def taken_names(chosen: Mapping[str, str | None], reserved: Collection[str], place: _Place) -> Iterator[Problem]:
    """KMP808 for names in Kotlin that are reserved, chosen twice, or those of something that has no other name."""
    taken = {name.casefold() for name in reserved}
    taken |= {naming.camel_case(name).casefold() for name, other in chosen.items() if other is None}
    for name, other in chosen.items():
        if other is None:
            continue
        kotlin = naming.camel_case(other)
        if kotlin.casefold() in taken:
            hint = "the emitted code needs it" if kotlin in reserved else "something beside it has it"
            yield Problem(place(name), "KMP808", f"the name {quoted(other)} is taken", f"choose another: {hint}")
        taken.add(kotlin.casefold())


def _lacks(what: str, name: str, known: Iterable[str], keys: Keys) -> Problem:
    known = list(known)
    near = nearest(name, known)
    there_are = f"there are: {', '.join(known)}" if known else "there is none"
    return Problem(keys, "KMP806", f"{what} {quoted(name)}", f"did you mean '{near}'?" if near else there_are)


def _called(keys: Keys) -> str:
    """``methods.forward.result.elements.0`` → ``element 0 of the result``: what a message calls a value."""
    *_, kind, name = keys
    if len(keys) == 3:
        return "the result"
    if name == "items" and kind not in _KINDS:
        return f"each of {_called(keys[:-1])}"
    of = f" of {_called(keys[:-2])}" if len(keys) > 4 else ""
    return f"{_KINDS.get(str(kind), kind)} {name}{of}"


_KINDS = {"arguments": "argument", "elements": "element", "fields": "field", "entries": "the entry"}


def _spelled(type_: ir.Type) -> str:
    return type_.name if isinstance(type_, ir.NamedTuple) else with_article(str(type_))


def _shape(info: ValueInfo) -> str:
    return "[" + ", ".join(map(str, info.shape or ())) + "]"
