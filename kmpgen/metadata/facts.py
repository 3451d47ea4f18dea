"""What metadata says of a value, in words: one phrase a fact. Nothing is escaped yet."""

from __future__ import annotations

from kmpgen.metadata.data import Dimension, ImageInfo, ValueInfo

LABELS_SHOWN = 4


def tensor_type(info: ValueInfo) -> str:
    """``float32[batch, 3, 224, 224]``, as far as it is known; else empty."""
    shape = "" if info.shape is None else spelled(info.shape)
    return (info.dtype or "") + shape


def spelled(shape: tuple[Dimension, ...]) -> str:
    return "[" + ", ".join(map(str, shape)) + "]"


def facts(info: ValueInfo) -> list[str]:
    """Range, unit, image and labels; type, description and parts left out."""
    found = []
    low, high = _number(info.minimum), _number(info.maximum)
    if low and high:
        found.append(f"{low} to {high}")
    elif low or high:
        found.append(f"at least {low}" if low else f"at most {high}")
    if info.unit:
        found.append(f"in {info.unit}")
    if info.image:
        found.append(image(info.image))
    if info.labels:
        more = f" and {len(info.labels) - LABELS_SHOWN} more" if len(info.labels) > LABELS_SHOWN else ""
        found.append(f"{_count(info.labels)}: {', '.join(info.labels[:LABELS_SHOWN])}{more}")
    return found


def image(info: ImageInfo) -> str:
    """``RGB image, pixels / 255``, and mean and std where there are any."""
    pixels = "pixels / 255" if info.scale == ImageInfo.scale else "pixels"
    if info.scale not in (ImageInfo.scale, 1.0):
        pixels += f" * {_number(info.scale)}"
    found = [f"{info.channels} image, {info.layout}", pixels]
    for name, numbers in (("mean", info.mean), ("std", info.std)):
        if numbers:
            found.append(f"{name} {' '.join(map(_number, numbers))}")
    if info.crop is not None:
        found.append("centre crop" if info.crop == 1 else f"centre crop of {_number(info.crop)}")
    return ", ".join(found)


def _count(labels: tuple[str, ...]) -> str:
    return f"{len(labels)} label{'s' * (len(labels) != 1)}"


def _number(value: float | None) -> str:
    """As short as the same number can be; empty for None."""
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
