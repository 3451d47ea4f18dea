"""A facade's Kotlin API as the lock keeps it: what callers compile against, apart from how it is laid out.

``kmpgen build`` writes it on every run, so this module stays small; what reads it back is `surface`.
"""

from __future__ import annotations

import hashlib

from kmpgen.viewing import layout, viewdata

Json = dict[str, object]

LONGEST_DEFAULT = 200
"""Characters of a default that are kept as they are; of a longer one, a hash."""


def kotlin_api(model: viewdata.Model) -> Json:
    """What is public of a facade: lists, dicts, texts and booleans only."""
    return {
        "class": model.name,
        **({} if model.is_public else {"public": False}),
        "functions": [_function(method) for method in model.methods if method.is_public],
        "classes": [_class(cls) for cls in model.classes if model.is_public],
        **_of_metadata(model),
    }


def _of_metadata(model: viewdata.Model) -> Json:
    """The objects and the enums that metadata asks for, where it does."""
    if not model.is_public:
        return {}
    objects = {
        model.labels_name: [(each.name, f"Labels<{each.type}>") for each in model.labels],
        model.images_name: [(each.name, "ImageOutput" if each.is_result else "ImageInput") for each in model.images],
    }
    found: Json = {
        "objects": [
            {"name": name, "properties": [{"name": own, "type": type_} for own, type_ in properties]}
            for name, properties in objects.items()
            if properties
        ],
        "enums": [
            {"name": enum.name, "entries": [{"name": each.name, "text": each.text} for each in enum.entries]}
            for enum in model.label_enums
        ],
    }
    return {key: value for key, value in found.items() if value}


def _function(method: viewdata.Method) -> Json:
    return {
        "method": method.torch_name,
        "name": method.name,
        "parameters": [_parameter(parameter) for parameter in method.parameters],
        "returns": method.returns,
    }


def _parameter(parameter: viewdata.Parameter) -> Json:
    described: Json = {"argument": parameter.torch_name, "name": parameter.name, "type": parameter.type}
    if not parameter.default:
        return described
    default = layout.flat(parameter.default)
    if len(default) > LONGEST_DEFAULT:
        default = "sha256:" + hashlib.sha256(default.encode()).hexdigest()
    return {**described, "default": default}


def _class(cls: viewdata.Class) -> Json:
    return {
        "name": cls.name,
        "type": cls.torch_name,
        "constructor": cls.is_argument,
        "components": bool(cls.components),
        "equality": bool(cls.fields),
        "properties": [{"name": item.name, "type": item.type} for item in cls.properties],
    }
