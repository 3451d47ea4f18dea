"""What runtimes of torch have: `operators.txt.gz`, as `scripts/operator_tables.py` read it out of their own libraries.

A table is of the AAR (measured: its library was run and asked, and its loader agreed on every operator) or of torch
for desktops: more than a phone's runtime of the same version has, so that what is lacking there is lacking here too.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("operators.txt.gz")
_GZIP = 31  # for zlib: a gzip header around the data

OWN_NAMESPACES = frozenset(
    "aten metal metal_prepack mkldnn_prepacked onnx prepacked prim profiler quantization quantized _quantized sparse "
    "static_runtime vulkan vulkan_prepack".split()
)
"""Of operators that are torch's: only those of an app or a library can be linked to a runtime that lacks them."""


@dataclass(frozen=True)
class Table:
    """One library of torch: ``pytorch_android_lite:1.12.2``, or ``torch:2.1.0`` for desktops."""

    name: str
    measured: bool
    letter: str
    bytecode: tuple[int, int]
    """The least and last version that its lite loader takes."""
    flatbuffer: bool
    """Whether its loader takes flatbuffers, which some builds leave out."""
    classes: frozenset[str]
    """Of torch's own native classes that models may hold, those that it has: ``quantized.LinearPackedParamsBase``."""
    no_classes: frozenset[str]
    """Those that it lacks. Others were not looked for."""
    no_dtypes: frozenset[str]
    """Of tensors that it cannot load."""
    no_types: frozenset[str]
    """Of arguments and results, that its loader does not know."""

    @property
    def version(self) -> str:
        return self.name.rpartition(":")[2]

    def lacks(self, operator: str) -> bool:
        """Whether it has no operator of that name, where the table can tell: of those that are torch's own.

        torch for desktops is built without the operators of some of the phones' backends.
        """
        if self.letter in operators().get(operator, ""):
            return False
        namespace = operator.partition("::")[0]
        return namespace in OWN_NAMESPACES and (self.measured or namespace in _namespaces(self.letter))


def tables() -> tuple[Table, ...]:
    return _read()[0]


def operators() -> dict[str, str]:
    """For each operator, the letters of the tables that have it."""
    return _read()[1]


@cache
def _namespaces(letter: str) -> frozenset[str]:
    return frozenset(name.partition("::")[0] for name, letters in operators().items() if letter in letters)


@cache
def _read() -> tuple[tuple[Table, ...], dict[str, str]]:
    head, *lines = zlib.decompress(_DATA.read_bytes(), _GZIP).decode().splitlines()
    found = tuple(
        Table(
            name=about["name"],
            measured=about["origin"] == "measured",
            letter=chr(ord("a") + index),
            bytecode=(about["bytecode"][0], about["bytecode"][1]),
            flatbuffer=about["flatbuffer"],
            classes=frozenset(about["classes"]),
            no_classes=frozenset(about["no_classes"]),
            no_dtypes=frozenset(about["no_dtypes"]),
            no_types=frozenset(about["no_types"]),
        )
        for index, about in enumerate(json.loads(head))
    )
    return found, dict(line.split(" ") for line in lines)
