"""What metadata asks of callers and promises them, a line for each value: to keep in a lock, and to compare."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from kmpgen.metadata.data import Metadata, ValueInfo
from kmpgen.metadata.facts import facts, tensor_type


def contract(metadata: Metadata) -> dict[str, str]:
    """``{"forward(x)": "float32[batch, 3]; 0 to 1"}``: names are the model's, a result stands under its method's name.

    Descriptions and names are left out: these change nothing, and those are the API's.
    """
    found = {}
    for name, method in metadata.methods.items():
        values = [(f"{name}({argument})", info) for argument, info in method.arguments.items()]
        for place, info in (*values, (name, method.result)):
            found.update({at: text for at, part in _parts(place, info) if (text := _text(part))})
    return found


def _parts(place: str, info: ValueInfo) -> Iterator[tuple[str, ValueInfo]]:
    yield place, info
    for name, part in info.parts:
        yield from _parts(f"{place}.{name}", part)


def _text(info: ValueInfo) -> str:
    said = [each for each in (tensor_type(info), *facts(info)) if each]
    if info.labels:  # facts show the first ones alone
        said.append(f"labels {zlib.crc32(chr(0).join(info.labels).encode()):08x}")
    return "; ".join(said)


def without_labels_hash(text: str) -> str:
    """A line of `contract` as people read it."""
    return re.sub(r"; labels [0-9a-f]{8}$", "", text)
