"""The table of everything that metadata can say: checks, JSON Schema and reference follow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kmpgen.metadata.data import CHANNEL_COUNTS, DTYPES, VERSION

Kind = Literal[
    "line",
    "prose",
    "name",
    "class",
    "choice",
    "integer",
    "number",
    "numbers",
    "shape",
    "lines",
    "path",
    "image",
    "value",
    "values",
    "list of values",
    "methods",
]
"""``values`` and ``methods`` are tables of such by name."""


@dataclass(frozen=True)
class Key:
    """One key of a table. ``default`` says what holds without it; ``example`` is TOML."""

    name: str
    kind: Kind
    doc: str
    default: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    least: float | None = None
    above: float | None = None
    """A number, or each of several, is greater than this."""
    most: float | None = None
    """A number, or each of several, is not greater than this."""


@dataclass(frozen=True)
class Table:
    """``header`` is how the table is written in TOML."""

    header: str
    doc: str
    keys: tuple[Key, ...]

    def key(self, name: str) -> Key | None:
        return next((key for key in self.keys if key.name == name), None)


MODEL = Table(
    "the top",
    "The model as a whole.",
    (
        Key(
            "metadata_version",
            "integer",
            "The version of this shape; required in `kmpgen.json`.",
            f"{VERSION} beside a model",
            f"{VERSION}",
            least=1,
        ),
        Key("$schema", "line", "Where editors find the JSON Schema; kmpgen does not look there."),
        Key("name", "line", "The model's name, for people.", "its class", '"Flowers"'),
        Key("version", "line", "The model's version.", example='"1.2.0"'),
        Key("author", "line", "A person or a company.", example='"Acme"'),
        Key("license", "line", "Of the model's weights: an SPDX id or a sentence.", example='"CC-BY-4.0"'),
        Key(
            "description",
            "prose",
            "What it is for: plain text of any number of lines; an empty one parts paragraphs.",
            example='"Names a flower."',
        ),
        Key("methods", "methods", "Its methods, by their names in the model."),
    ),
)

METHOD = Table(
    "[methods.NAME]",
    "A method, by its name in the model.",
    (
        Key("description", "prose", "What a call does: its docstring.", example='"Scores of all flowers."'),
        Key("arguments", "values", "Its arguments, by their names in the model."),
        Key("result", "value", "What it returns."),
    ),
)

VALUE = Table(
    "[methods.NAME.arguments.NAME], [methods.NAME.result]",
    "An argument, a result, or a part of one. What is said of an `Optional[T]` is said of the `T`.",
    (
        Key(
            "name",
            "name",
            "Another name than the model's: of an argument, or of a property of a result.",
            example='"photo"',
        ),
        Key("description", "prose", "What it is.", example='"Photos of one flower each."'),
        Key(
            "class",
            "class",
            "The name of the class that an unnamed tuple becomes, or labels of a result.",
            example='"Prediction"',
        ),
        Key("dtype", "choice", "Of a Tensor.", example='"float32"', choices=DTYPES),
        Key(
            "shape",
            "shape",
            "Of a Tensor: sizes, and names of those that differ from call to call. A name means the same size wherever "
            "it stands in a method; `_` means any.",
            example='["batch", 3, 224, 224]',
        ),
        Key("minimum", "number", "The least of its numbers.", example="0.0"),
        Key("maximum", "number", "The greatest of its numbers.", example="1.0"),
        Key("unit", "line", "Of its numbers.", example='"ms"'),
        Key("image", "image", "That the Tensor is an image, and how pixels become its numbers."),
        Key(
            "labels",
            "lines",
            "Names of classes: of scores in a Tensor of floats, of class numbers from 0 elsewhere; what a str may be.",
            example='["daisy", "rose"]',
        ),
        Key(
            "labels_file",
            "path",
            "The same from a text file, one label a line: beside this file, or among the model's extra files.",
            example='"labels.txt"',
        ),
        Key(
            "label_dimension",
            "integer",
            "Along which dimension of the Tensor labels have their scores, from 0.",
            "the only one of as many; the last",
            "1",
            least=0,
        ),
        Key("elements", "list of values", "Of an unnamed tuple: what each is, in its order."),
        Key("fields", "values", "Of a NamedTuple: what each field is, by its name in the model."),
        Key("entries", "values", "Of a Dict: what the value of each key is."),
        Key("items", "value", "Of a List: what each element is; of a Dict: what each other value is."),
    ),
)

IMAGE = Table(
    "image = { ... }",
    "How 8-bit pixels become numbers, channel by channel: `(pixel * scale - mean) / std`; of a result, how back.",
    (
        Key(
            "channels",
            "choice",
            "Their order; `RGBA` has transparency too.",
            '"RGB"',
            '"BGR"',
            choices=tuple(CHANNEL_COUNTS),
        ),
        Key(
            "layout",
            "choice",
            "The order of the last three dimensions; a fourth before them is the batch.",
            '"CHW"',
            '"HWC"',
            choices=("CHW", "HWC"),
        ),
        Key("scale", "number", "What a pixel of 0 to 255 is multiplied by.", "1/255", "1.0", above=0),
        Key("mean", "numbers", "One number a channel.", "zeros", "[0.485, 0.456, 0.406]"),
        Key("std", "numbers", "One number a channel.", "ones", "[0.229, 0.224, 0.225]", above=0),
        Key(
            "crop",
            "number",
            "Of an argument: only the middle of an image is taken, cut to the proportions of the shape; of that, so "
            "much along each side. 1 cuts no more than it must; 0.875 is a resize to 256 and a crop of 224.",
            "the whole image, stretched",
            "0.875",
            above=0,
            most=1,
        ),
    ),
)

TABLES = (MODEL, METHOD, VALUE, IMAGE)
