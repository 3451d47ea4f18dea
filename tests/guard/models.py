"""Exports a model and its variants: ``python -m tests.guard.models FOLDER``. Needs torch; takes one import of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

BASE = """\
from typing import Dict, List, NamedTuple, Optional, Tuple

import internals
import torch
from torch import Tensor


class Span(NamedTuple):
    start: int
    end: Optional[int]


class Answer(NamedTuple):
    score: float
    label: str
    spans: List[Span]


class Guarded(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(2, 2)

    def forward(
        self,
        x: Tensor,
        scale: float = 0.1,
        name: str = "it's a \\\\ $name",
        bias: Tensor = torch.zeros(2, 3),
    ) -> Answer:
        return Answer(float(self.linear(x).sum()) * scale, name, [Span(self.helper(1), None)])

    @torch.jit.export
    def count(self, words: Dict[str, List[int]], least: Optional[int] = None) -> Tuple[int, bool]:
        return len(words), least is None

    @torch.jit.export
    def finish(self, at: Tuple[float, int] = (0.5, 3)) -> float:
        return at[0]

    @torch.jit.export
    def long(self, at: Tuple[float, str] = (0.1, "LONG")) -> float:
        return 0.0

    def helper(self, k: int) -> int:
        own = internals.Span(float(k))
        return k + len(str(own)) * 0
""".replace("LONG", "größe 😀 " * 30)
# Of the name of one in the API, and none of it.
INTERNALS = """\
from typing import NamedTuple


class Span(NamedTuple):
    left: float
"""


@dataclass(frozen=True)
class Variant:
    """A change of the base's source, and the lines of the refusal; none where it is the same API."""

    old: str
    new: str
    differences: tuple[str, ...] = ()
    module: str = "guarded"

    @property
    def source(self) -> str:
        assert self.old in BASE, self.old
        return BASE.replace(self.old, self.new)


# Cut after 200 UTF-16 units.
_LONG = f"at: Tuple[float, str]=(0.2, '{'größe 😀 ' * 30}')".encode("utf-16-le")[:400].decode("utf-16-le")
DEFAULT = "    def finish(self, at: Tuple[float, int] = (0.5, 3)) -> float:\n        return at[0]\n"
VARIANTS = {
    "retrained": Variant("Linear(2, 2)", "Linear(2, 2, dtype=torch.float32)"),
    "other_layers": Variant(
        "Linear(2, 2)", "Sequential(torch.nn.Linear(2, 64), torch.nn.ReLU(), torch.nn.Linear(64, 2))"
    ),
    "moved": Variant("", "", module="elsewhere"),
    "tensor_default_values": Variant("torch.zeros(2, 3)", "torch.ones(2, 3)"),
    "argument_type": Variant(
        "scale: float = 0.1", "scale: int = 1", ("forward: expected 'scale: float=0.1', found 'scale: int=1'",)
    ),
    "argument_optional": Variant(
        "words: Dict[str, List[int]]",
        "words: Optional[Dict[str, List[int]]]",
        ("count: expected 'words: Dict[str, List[int]]', found 'words: Optional[Dict[str, List[int]]]'",),
    ),
    "argument_renamed": Variant(
        "k: int) -> int:\n        own = internals.Span(float(k))\n        return k + len(str(own)) * 0",
        "n: int) -> int:\n        own = internals.Span(float(n))\n        return n + len(str(own)) * 0",
        ("helper: expected 'k: int', found 'n: int'",),
    ),
    "argument_added": Variant(
        "x: Tensor,", "x: Tensor, mask: Optional[Tensor],", ("forward: 'mask: Optional[Tensor]' is new",)
    ),
    "argument_removed": Variant(
        "at: Tuple[float, int] = (0.5, 3)) -> float:\n        return at[0]",
        ") -> float:\n        return 0.5",
        ("finish: 'at: Tuple[float, int]=(0.5, 3)' is missing",),
    ),
    "arguments_swapped": Variant(
        "words: Dict[str, List[int]], least: Optional[int] = None",
        "least: Optional[int], words: Dict[str, List[int]]",
        (
            "count: expected 'words: Dict[str, List[int]]', found 'least: Optional[int]'",
            "count: expected 'least: Optional[int]', found 'words: Dict[str, List[int]]'",
        ),
    ),
    "float_default": Variant(
        "= 0.1",
        "= 0.10000000000000002",
        ("forward: expected 'scale: float=0.1', found 'scale: float=0.10000000000000002'",),
    ),
    "default_removed": Variant(
        DEFAULT,
        DEFAULT.replace(" = (0.5, 3)", ""),
        ("finish: expected 'at: Tuple[float, int]=(0.5, 3)', found 'at: Tuple[float, int]'",),
    ),
    "tuple_default": Variant(
        "(0.5, 3)",
        "(0.5, 4)",
        ("finish: expected 'at: Tuple[float, int]=(0.5, 3)', found 'at: Tuple[float, int]=(0.5, 4)'",),
    ),
    "str_default": Variant(
        "it's a", "its a", (r"forward: expected 'name: str='it\'s a \\ $name'', found 'name: str='its a \\ $name''",)
    ),
    "long_default": Variant(
        "(0.1, ",
        "(0.2, ",
        ("long: expected 'at: Tuple[float, str]=#3dee43624a3f57d3', found '" + _LONG + "...'",),
    ),
    "tensor_default_shape": Variant(
        "torch.zeros(2, 3)",
        "torch.zeros(3, 2)",
        ("forward: expected 'bias: Tensor=float[2, 3]', found 'bias: Tensor=float[3, 2]'",),
    ),
    "tensor_default_dtype": Variant(
        "torch.zeros(2, 3)",
        "torch.zeros(2, 3, dtype=torch.int64)",
        ("forward: expected 'bias: Tensor=float[2, 3]', found 'bias: Tensor=long[2, 3]'",),
    ),
    "result": Variant(
        "-> float:\n        return at[0]",
        "-> int:\n        return at[1]",
        ("finish: expected '-> float', found '-> int'",),
    ),
    "method_removed": Variant(
        "    @torch.jit.export\n" + DEFAULT, "", ("finish(at: Tuple[float, int]=(0.5, 3)) -> float is missing",)
    ),
    "method_renamed": Variant(
        "def finish",
        "def close",
        (
            "finish(at: Tuple[float, int]=(0.5, 3)) -> float is missing",
            "close(at: Tuple[float, int]=(0.5, 3)) -> float is new",
        ),
    ),
    "method_added": Variant(
        "    def helper",
        "    @torch.jit.export\n    def more(self) -> None:\n        pass\n\n    def helper",
        ("more() -> NoneType is new",),
    ),
    "field_renamed": Variant("label", "name", ("Answer: expected 'label: str', found 'name: str'",)),
    "field_type": Variant(
        "end: Optional[int]",
        "end: Optional[float]",
        ("Span: expected 'end: Optional[int]', found 'end: Optional[float]'",),
    ),
    "field_added": Variant(
        "    label: str\n    spans: List[Span]",
        "    label: str\n    spans: List[Span]\n    more: Optional[str] = None",
        ("Answer: 'more: Optional[str]' is new",),
    ),
    "class_renamed": Variant("Guarded", "Other", ("expected class Guarded, found Other",)),
}


def main(folder: Path) -> None:
    import importlib.util

    import torch

    def save(name: str, source: str, module: str) -> None:
        file = folder / "sources" / name / f"{module}.py"
        file.parent.mkdir(parents=True)
        file.write_text(source)
        spec = importlib.util.spec_from_file_location(module, file)
        assert spec
        assert spec.loader
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[module] = loaded
        spec.loader.exec_module(loaded)
        made = getattr(loaded, "Other" if name == "class_renamed" else "Guarded")
        # Each class but the first gets a mangled name: one process knows them all.
        torch.jit.script(made().eval())._save_for_lite_interpreter(str(folder / f"{name}.ptl"))

    internals = folder / "sources/internals.py"
    internals.parent.mkdir()
    internals.write_text(INTERNALS)
    sys.path.insert(0, str(internals.parent))
    save("base", BASE, "guarded")
    for name, variant in VARIANTS.items():
        # torch takes no second NamedTuple of a name in one process, unless its module is another.
        save(name, variant.source, name if name.startswith("field_") else variant.module)
    from torch.jit.mobile import _backport_for_mobile

    for version in (5, 7):
        _backport_for_mobile(str(folder / "base.ptl"), str(folder / f"bytecode_{version}.ptl"), version)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
