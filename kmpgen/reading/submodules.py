"""What a model's submodules weigh: from its pickles alone, storages are never read.

Every stored tensor counts, parameters, buffers and packed weights alike, by the bytes of its storage: once, in the
first module that holds it, as torch stores it once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kmpgen.printable import printable
from kmpgen.reading.archive import Archive, open_model_file
from kmpgen.reading.pickles import Call, Pairs
from kmpgen.reading.stored_values import stored_tensor

_NATIVE = "__torch__.torch.classes."
MAX_DEPTH = 30
MAX_MODULES = 2_000
"""Modules beyond that, and what is nested deeper, count as their parents' own."""


@dataclass
class Submodule:
    """A module of the model, with those in it. ``elements`` and ``bytes`` are its own, without theirs."""

    name: str
    """Of the attribute that holds it; empty for the model itself."""
    class_name: str
    elements: int = 0
    bytes: int = 0
    dtypes: Counter[str] = field(default_factory=Counter)
    """Bytes of its own by dtype, as torch names those."""
    children: list[Submodule] = field(default_factory=list)

    def walk(self) -> Iterator[Submodule]:
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def all_bytes(self) -> int:
        return sum(module.bytes for module in self.walk())

    @property
    def all_elements(self) -> int:
        return sum(module.elements for module in self.walk())


def read_submodules(path: Path) -> Submodule | None:
    """The modules of the archive at ``path``, which `read_model` has read. None for a flatbuffer, which keeps tensors
    apart from modules."""
    with open_model_file(path) as opened:
        if not isinstance(opened, Archive):
            return None
        root = opened.pickle("data.pkl")
        assert isinstance(root, Call)
        model = Submodule("", _class_name(root))
        walk = _Walk()
        walk.into(model, root, 0)
        if "constants.pkl" in opened:
            constants = Submodule("constants", "")
            walk.add(constants, opened.pickle("constants.pkl"), "constants")
            model.children += [constants] if constants.bytes else []
        return model


class _Walk:
    def __init__(self) -> None:
        self._modules = 0
        self._storages: set[str] = set()
        self._seen: set[int] = set()

    def into(self, module: Submodule, call: Call, depth: int) -> None:
        """Adds what ``call``, a module's object, holds."""
        self._modules += 1
        self._seen.add(id(call))
        for key, value in call.state.items if isinstance(call.state, Pairs) else ():
            inside = _is_module(value) and depth < MAX_DEPTH and self._modules < MAX_MODULES
            if isinstance(value, Call) and inside:
                if id(value) not in self._seen:  # else shared: it counts where it was met first
                    child = Submodule(printable(key) if isinstance(key, str) else "", _class_name(value))
                    module.children.append(child)
                    self.into(child, value, depth + 1)
            else:
                self.add(module, value, "data")

    def add(self, module: Submodule, root: object, place: str) -> None:
        """Adds the tensors in a value that is no module. Iterative: it may be deep, shared or contain itself."""
        stack = [root]
        while stack:
            value = stack.pop()
            if not isinstance(value, (Call, Pairs, tuple, list)) or id(value) in self._seen:
                continue
            self._seen.add(id(value))
            if isinstance(value, Call):
                self._tensor(module, value, place)
                stack += [value.state, value.arguments]
            else:
                stack += [item for pair in value.items for item in pair] if isinstance(value, Pairs) else value

    def _tensor(self, module: Submodule, call: Call, place: str) -> None:
        tensor = stored_tensor(call)
        if tensor is None or f"{place}/{tensor.storage.key}" in self._storages:
            return
        storage = tensor.storage
        self._storages.add(f"{place}/{storage.key}")
        size = storage.elements * storage.element_bytes
        module.elements += storage.elements
        module.bytes += size
        module.dtypes[storage.dtype] += size


def _is_module(value: object) -> bool:
    """Whether it is an object of a class of the model, or of one that torch compiled for it."""
    return isinstance(value, Call) and value.name.startswith("__torch__.") and not value.name.startswith(_NATIVE)


def _class_name(call: Call) -> str:
    return printable(call.name.rpartition(".")[2])
