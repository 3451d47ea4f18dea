"""Metadata to and from the plain form that JSON and TOML carry; how one overrides another."""

from __future__ import annotations

from typing import Any

from kmpgen.metadata.data import VERSION, ImageInfo, Metadata, MethodInfo, ValueInfo

Json = dict[str, Any]


def from_plain(said: Json) -> Metadata:
    """The data of a plain form that `check` has found nothing wrong with, its labels read."""
    methods = {name: _method(each) for name, each in said.get("methods", {}).items()}
    return Metadata(
        name=said.get("name"),
        version=said.get("version"),
        author=said.get("author"),
        license=said.get("license"),
        description=said.get("description"),
        methods=methods,
    )


def _method(said: Json) -> MethodInfo:
    arguments = {name: _value(each) for name, each in said.get("arguments", {}).items()}
    return MethodInfo(said.get("description"), arguments, _value(said.get("result", {})))


def _value(said: Json) -> ValueInfo:
    limits = {key: None if said.get(key) is None else float(said[key]) for key in ("minimum", "maximum")}
    return ValueInfo(
        name=said.get("name"),
        description=said.get("description"),
        class_name=said.get("class"),
        dtype=said.get("dtype"),
        shape=None if "shape" not in said else tuple(said["shape"]),
        **limits,
        unit=said.get("unit"),
        image=_image(said["image"]) if "image" in said else None,
        labels=tuple(said.get("labels", ())),
        label_dimension=said.get("label_dimension"),
        elements=tuple(map(_value, said.get("elements", ()))),
        fields={name: _value(each) for name, each in said.get("fields", {}).items()},
        entries={name: _value(each) for name, each in said.get("entries", {}).items()},
        items=_value(said["items"]) if "items" in said else None,
    )


def _image(said: Json) -> ImageInfo:
    numbers = {key: tuple(map(float, said[key])) for key in ("mean", "std") if key in said}
    return ImageInfo(
        channels=said.get("channels", ImageInfo.channels),
        layout=said.get("layout", ImageInfo.layout),
        scale=float(said.get("scale", ImageInfo.scale)),
        crop=float(said["crop"]) if "crop" in said else None,
        **numbers,
    )


def to_plain(metadata: Metadata) -> Json:
    """What `from_plain` reads the same of; labels stand in it."""
    methods = {name: _plain_method(each) for name, each in metadata.methods.items()}
    texts = {key: getattr(metadata, key) for key in ("name", "version", "author", "license", "description")}
    return {"metadata_version": VERSION, **_said({**texts, "methods": methods})}


def _plain_method(method: MethodInfo) -> Json:
    arguments = {name: plain_value(each) for name, each in method.arguments.items()}
    return _said({"description": method.description, "arguments": arguments, "result": plain_value(method.result)})


def plain_value(value: ValueInfo) -> Json:
    """One value's part of the plain form."""
    found = _said(
        {
            "name": value.name,
            "description": value.description,
            "class": value.class_name,
            "dtype": value.dtype,
            "minimum": value.minimum,
            "maximum": value.maximum,
            "unit": value.unit,
            "labels": list(value.labels),
            "label_dimension": value.label_dimension,
            "elements": [plain_value(each) for each in value.elements],
            "fields": {name: plain_value(each) for name, each in value.fields.items()},
            "entries": {name: plain_value(each) for name, each in value.entries.items()},
        }
    )
    # These say something even where they are empty.
    if value.shape is not None:
        found["shape"] = list(value.shape)
    if value.image is not None:
        found["image"] = _plain_image(value.image)
    if value.items is not None:
        found["items"] = plain_value(value.items)
    return found


def _plain_image(image: ImageInfo) -> Json:
    numbers = {"mean": list(image.mean), "std": list(image.std), "crop": image.crop}
    return {"channels": image.channels, "layout": image.layout, "scale": image.scale, **_said(numbers)}


def _said(plain: Json) -> Json:
    return {key: value for key, value in plain.items() if value is not None and value not in ([], {})}


def overridden(base: Json, over: Json) -> Json:
    """The plain form ``base`` with the keys of ``over`` in place of its own; tables and tuples' elements key by key."""
    found = dict(base)
    for key, value in over.items():
        before = found.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            found[key] = overridden(before, value)
        elif key == "elements" and isinstance(before, list):
            pairs = zip(before, value, strict=False)
            longer = before if len(before) > len(value) else value
            found[key] = [overridden(*pair) for pair in pairs] + longer[min(len(before), len(value)) :]
        else:
            found[key] = value
    return found
