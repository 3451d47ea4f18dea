"""Which backends and engines a model was made for, told by the operators it calls and the objects of torch it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kmpgen import ir
from kmpgen.printable import printable


@dataclass(frozen=True)
class Kind:
    """A backend: how it is told, and what it means for a phone. ``only``: the platform that has it."""

    name: str
    classes: tuple[str, ...]
    """Beginnings of names of torch's classes."""
    operators: tuple[str, ...]
    """Beginnings of operators' names."""
    meaning: str
    only: Literal["Android", "iOS"] | None = None


@dataclass(frozen=True)
class Backend:
    """One that a model needs, and by what of it that was told (a few, sorted)."""

    kind: Kind
    told_by: tuple[str, ...]


KINDS = (
    Kind(
        "NNAPI",
        ("classes._nnapi.", "classes.__backends__.nnapi", "jit.LoweredModule.nnapi"),
        (),
        "compiled for Android's neural network drivers when it first runs; iOS has none, and calls fail there",
        "Android",
    ),
    Kind(
        "Core ML",
        ("classes.__backends__.coreml", "jit.LoweredModule.coreml"),
        ("coreml::",),
        "runs in Apple's Core ML, where torch was built with that delegate; Android has none",
        "iOS",
    ),
    Kind(
        "Vulkan",
        ("classes.vulkan.",),
        ("vulkan_prepack::", "vulkan::"),
        "runs on the GPU of Android phones, where torch was built with Vulkan; iOS has none",
        "Android",
    ),
    Kind(
        "Metal",
        ("classes.metal.",),
        ("metal_prepack::", "metal::"),
        "runs on the GPU of Apple's phones, where torch was built with Metal; Android has none",
        "iOS",
    ),
    Kind(
        "XNNPACK",
        ("classes.xnnpack.",),
        ("prepacked::",),
        "packed for the CPU by optimize_for_mobile; phones' runtimes have it, desktop torch since 2.13 has not",
    ),
    Kind(
        "quantized",
        ("classes.quantized.", "classes.rnn."),
        ("quantized::", "_quantized::"),
        "packed anew by the engine of the phone, QNNPACK: quantize with torch.backends.quantized.engine = 'qnnpack'",
    ),
)
"""In the order in which they are said. Any other delegate is named as the model names it."""

_DELEGATES = ("classes.__backends__.", "jit.LoweredModule.")
_SHOWN = 3


def backends(model: ir.Model) -> tuple[Backend, ...]:
    """What the model needs beyond torch's plain operators, each once."""
    found = []
    for kind in KINDS:
        told = [name for name in model.native_classes if name.startswith(kind.classes)]
        told += sorted(name for name in model.operators or () if kind.operators and name.startswith(kind.operators))
        if told:
            found.append(Backend(kind, tuple(told[:_SHOWN])))
    return (*found, *_other_delegates(model))


def _other_delegates(model: ir.Model) -> Iterator[Backend]:
    known = tuple(start for kind in KINDS for start in kind.classes)
    for name in model.native_classes:
        if name.startswith(_DELEGATES) and not name.startswith(known):
            meaning = "a delegate: only a runtime that was built with it runs the model"
            yield Backend(Kind(name.rpartition(".")[2], (name,), (), meaning), (name,))


def lines(found: Sequence[Backend]) -> Iterator[str]:
    """For a terminal: nothing of a model reaches it unescaped."""
    if found:
        yield "backends:"
    for each in found:
        yield f"  {printable(each.kind.name)}: {each.kind.meaning}"
        yield f"      told by {printable(', '.join(each.told_by))}"


def as_list(found: Sequence[Backend]) -> list[dict[str, object]]:
    """For ``inspect --json``."""
    return [
        {"name": each.kind.name, "only": each.kind.only, "told_by": list(each.told_by), "meaning": each.kind.meaning}
        for each in found
    ]
