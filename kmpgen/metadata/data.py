"""What metadata says, as plain frozen data. Every part may be left out; nothing here is escaped for any language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

VERSION = 1
"""Of the shape that `keys` describes. A key more is a version more: who reads an older one must not miss it."""

DTYPES = (
    *("float32", "float64", "float16", "bfloat16"),
    *("int8", "uint8", "int16", "int32", "int64"),
    *("bool", "complex64", "complex128"),
)
"""As torch names them."""

ANY_SIZE = "_"
"""A dimension of any size; every other name stands for one size throughout a call."""

Channels = Literal["RGB", "BGR", "GRAY", "RGBA"]
CHANNEL_COUNTS: Mapping[Channels, int] = {"RGB": 3, "BGR": 3, "GRAY": 1, "RGBA": 4}
Layout = Literal["CHW", "HWC"]
Dtype = str
"""One of `DTYPES`."""
Dimension = int | str
"""A size, or the name of one that differs from call to call."""


@dataclass(frozen=True)
class ImageInfo:
    """How 8-bit pixels become a tensor's values, channel by channel: ``(pixel * scale - mean) / std``.

    Of a result the other way round: ``pixel = (value * std + mean) / scale``.
    """

    channels: Channels = "RGB"
    layout: Layout = "CHW"
    """The order of the last three dimensions; a fourth before them is the batch."""
    scale: float = 1 / 255
    mean: tuple[float, ...] = ()
    """One number a channel; empty: zeros."""
    std: tuple[float, ...] = ()
    """One number a channel; empty: ones."""
    crop: float | None = None
    """How much is taken of the greatest part of the middle that has the proportions of the shape, along each side:
    1 is that part. None: the whole image is, stretched. Of arguments alone."""

    @property
    def channel_count(self) -> int:
        return CHANNEL_COUNTS[self.channels]

    @property
    def means(self) -> tuple[float, ...]:
        """One number for each channel, in the order of `channels`."""
        return self.mean or (0.0,) * self.channel_count

    @property
    def stds(self) -> tuple[float, ...]:
        """One number for each channel, in the order of `channels`."""
        return self.std or (1.0,) * self.channel_count

    def sizes(self, shape: tuple[Dimension, ...]) -> tuple[Dimension, Dimension, Dimension]:
        """Channels, height and width of a shape of three or four dimensions."""
        first, second, third = shape[-3:]
        return (first, second, third) if self.layout == "CHW" else (third, first, second)


@dataclass(frozen=True)
class ValueInfo:
    """An argument, a result, or a part of one. What is said of an ``Optional[T]`` is said of the ``T``."""

    name: str | None = None
    """Instead of the model's own; an identifier in any case. Of a whole result, for its documentation."""
    description: str | None = None
    class_name: str | None = None
    """Of the class that an unnamed tuple becomes; of the enum of the labels of a result."""
    dtype: Dtype | None = None
    shape: tuple[Dimension, ...] | None = None
    """None: unknown. ``()``: a scalar tensor."""
    minimum: float | None = None
    """Of every number in it; inclusive, as ``maximum``."""
    maximum: float | None = None
    unit: str | None = None
    image: ImageInfo | None = None
    labels: tuple[str, ...] = ()
    """Of floating-point scores along ``label_dimension``, or of class numbers: label i is that of number i."""
    label_dimension: int | None = None
    """From 0. Of scores: see `scores_dimension`."""
    elements: tuple[ValueInfo, ...] = ()
    """Of an unnamed tuple, in its order; they may be fewer."""
    fields: Mapping[str, ValueInfo] = field(default_factory=dict)
    """Of a NamedTuple."""
    entries: Mapping[str, ValueInfo] = field(default_factory=dict)
    """Of a Dict with known keys; whole numbers are spelled in decimal."""
    items: ValueInfo | None = None
    """Every element of a List, every value of a Dict that has no entry of its own."""

    @property
    def parts(self) -> tuple[tuple[str, ValueInfo], ...]:
        """What is said of what is directly inside, each with what people are told it is."""
        items = [("each", self.items)] if self.items else []
        elements = ((str(index), element) for index, element in enumerate(self.elements))
        return (*elements, *self.fields.items(), *self.entries.items(), *items)

    def within(self) -> Iterator[ValueInfo]:
        """This and all that is inside, outermost first."""
        yield self
        for _, part in self.parts:
            yield from part.within()

    @property
    def scores_dimension(self) -> int | None:
        """Along which dimension labels have their scores: the one that is said, the only one of their number, the
        last. None where the shape is unknown or has no dimension."""
        if self.label_dimension is not None or not self.shape:
            return self.label_dimension
        fitting = [index for index, size in enumerate(self.shape) if size == len(self.labels)]
        return fitting[0] if len(fitting) == 1 else len(self.shape) - 1


@dataclass(frozen=True)
class MethodInfo:
    """One method, by its name in the model."""

    description: str | None = None
    arguments: Mapping[str, ValueInfo] = field(default_factory=dict)
    """By the argument's own name in the model."""
    result: ValueInfo = ValueInfo()


@dataclass(frozen=True)
class Metadata:
    """A model's metadata, checked against the model. Texts may be of several lines where they are descriptions."""

    name: str | None = None
    version: str | None = None
    author: str | None = None
    license: str | None = None
    description: str | None = None
    methods: Mapping[str, MethodInfo] = field(default_factory=dict)
    """By the method's own name in the model."""
    origins: tuple[str, ...] = field(default=(), compare=False)
    """The names of the files that it was read from; a later one overrides."""
    digest: str = field(default="", compare=False)
    """SHA-256 of what stands beside the model; empty where all of it is in the model file."""

    def label_classes(self) -> frozenset[str]:
        """The names that enums of labels are given."""
        every = (value for method in self.methods.values() for value in method.result.within() if value.labels)
        return frozenset(value.class_name for value in every if value.class_name)
