"""Pairs of small models, and a caller in Kotlin that does what the change between them breaks, if it breaks anything.

``python -m tests.diff_cases FOLDER`` exports the models that `write` described there, with one import of torch.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HEAD = "from typing import Dict, List, NamedTuple, Optional, Tuple\n\nimport torch\n\n"


@dataclass(frozen=True)
class Case:
    """``old`` and ``new`` are the class's methods, one a line: ``ask(x: int) -> str: "a"``; a line of a capital is a
    NamedTuple: ``P(a: int)``; a line ``ask: red, green`` gives its result labels. ``#`` is the case's number.

    ``caller`` is a Kotlin expression on ``model``. ``kind`` is the change that it is about; changes elsewhere than in
    ``place`` are not counted.
    """

    kind: str
    old: str
    new: str
    caller: str
    place: str = "ask"


CASES = (
    Case("method-added", "ask(x: int) -> int: x", "ask(x: int) -> int: x\nmore() -> int: 1", "model.ask(1)", ""),
    Case("method-removed", "ask() -> int: 1\nmore() -> int: 1", "ask() -> int: 1", "model.more()", "more"),
    Case("method-renamed", "encode(x: str) -> int: 1", "encoded(x: str) -> int: 1", 'model.encode("a")', "encoded"),
    Case("argument-added-last", "ask(x: int) -> int: x", "ask(x: int, k: int = 1) -> int: x", "model.ask(7)"),
    Case("argument-added-last", "ask(x: int = 3) -> int: x", "ask(x: int = 3, k: int = 4) -> int: x", "model.ask()"),
    Case("argument-added-last", "ask() -> int: 1", "ask(k: Optional[str] = None, n: int = 1) -> int: n", "model.ask()"),
    Case("argument-added-last", "forward(x: int) -> int: x", "forward(x: int, k: int = 1) -> int: x", "model(7)", ""),
    Case(
        "argument-added-last-unkept",
        "ask(x: int) -> int: x\nmore() -> int: 1",
        "ask(x: int, k: int = 1) -> int: x\nmore(x: int) -> int: 1",
        "model.ask(7)",
    ),
    Case("argument-added-required", "ask(x: int) -> int: x", "ask(x: int, k: int) -> int: x", "model.ask(7)"),
    Case(
        "argument-added-inside",
        "ask(x: int, y: int = 2) -> int: x",
        "ask(x: int, k: int = 1, y: int = 2) -> int: x",
        "model.ask(1, 5)",
    ),
    Case("argument-removed", "ask(x: int, y: int = 1) -> int: x", "ask(x: int) -> int: x", "model.ask(1, 2)"),
    Case("argument-renamed", "ask(x: int) -> int: x", "ask(value: int) -> int: value", "model.ask(x = 1)"),
    Case("arguments-reordered", "ask(x: int, y: int) -> int: x", "ask(y: int, x: int) -> int: x", "model.ask(1, 2)"),
    Case("arguments-reordered", "ask(x: int, y: str) -> int: x", "ask(y: str, x: int) -> int: x", 'model.ask(1, "b")'),
    Case("argument-type-wider", "ask(x: str) -> int: 1", "ask(x: Optional[str]) -> int: 1", 'model.ask("a")'),
    Case("argument-type-wider", "ask(x: int) -> int: 1", "ask(x: Optional[int]) -> int: 1", "model.ask(1)"),
    Case("argument-type-wider", "ask(x: bool) -> int: 1", "ask(x: Optional[bool]) -> int: 1", "model.ask(true)"),
    Case(
        "argument-type-wider",
        "ask(x: List[int]) -> int: 1",
        "ask(x: Optional[List[int]]) -> int: 1",
        "model.ask(longArrayOf(1))",
    ),
    Case(
        "argument-type-wider",
        "ask(x: List[str]) -> int: 1",
        "ask(x: List[Optional[str]]) -> int: 1",
        'model.ask(listOf("a"))',
    ),
    Case(
        "argument-type-wider",
        "ask(x: Dict[str, int]) -> int: 1",
        "ask(x: Dict[str, Optional[int]]) -> int: 1",
        'model.ask(mapOf("a" to 1L))',
    ),
    Case("argument-type-changed", "ask(x: Optional[str]) -> int: 1", "ask(x: str) -> int: 1", "model.ask(null)"),
    Case("argument-type-changed", "ask(x: int) -> int: 1", "ask(x: float) -> int: 1", "model.ask(1L)"),
    Case(
        "argument-type-changed",
        "ask(x: List[str]) -> int: 1",
        "ask(x: List[List[int]]) -> int: 1",
        'model.ask(listOf("a"))',
    ),
    Case("default-added", "ask(x: int) -> int: x", "ask(x: int = 5) -> int: x", "model.ask(1)"),
    Case("default-removed", "ask(x: int = 5) -> int: x", "ask(x: int) -> int: x", "model.ask()"),
    Case(
        "default-removed",
        "ask(x: int, y: int = 2, z: int = 3) -> int: x",
        "ask(x: int, y: int, z: int = 3) -> int: x",
        "model.ask(1)",
    ),
    Case("default-changed", "ask(x: int = 5) -> int: x", "ask(x: int = 6) -> int: x", "model.ask(5)"),
    Case("result-type-narrower", 'ask() -> Optional[str]: "a"', 'ask() -> str: "a"', "model.ask()?.length"),
    Case("result-type-narrower", "ask() -> Optional[int]: 1", "ask() -> int: 1", "model.ask()?.plus(1)"),
    Case(
        "result-type-narrower",
        "ask(x: Optional[str]) -> List[Optional[str]]: [x]",
        'ask(x: Optional[str]) -> List[str]: ["a"]',
        'model.ask("a")[0]?.length',
    ),
    Case("result-type-changed", 'ask() -> str: "a"', 'ask() -> Optional[str]: "a"', "model.ask().length"),
    Case("result-type-changed", "ask() -> int: 1", "ask() -> Optional[int]: 1", "model.ask() + 1"),
    Case("result-type-changed", "ask() -> int: 1", 'ask() -> str: "a"', "listOf<Long>(model.ask())"),
    Case(
        "result-type-changed",
        "ask() -> List[List[int]]: [[1]]",
        "ask() -> List[List[float]]: [[1.0]]",
        "listOf<Long>(model.ask()[0][0])",
    ),
    Case(
        "result-type-changed",
        "ask() -> None: None",
        "ask() -> int: 1",
        "fun(): Unit { val nothing: Unit = model.ask() }()",
    ),
    Case(
        "property-added",
        "P#(a: int)\nask() -> P#: P#(1)",
        "P#(a: int, b: int)\nask() -> P#: P#(1, 2)",
        "model.ask().a",
        "P",
    ),
    Case(
        "property-removed",
        "P#(a: int, b: int)\nask() -> P#: P#(1, 2)",
        "P#(a: int)\nask() -> P#: P#(1)",
        "model.ask().b",
        "P",
    ),
    Case(
        "property-renamed", "P#(a: int)\nask() -> P#: P#(1)", "P#(other: int)\nask() -> P#: P#(1)", "model.ask().a", "P"
    ),
    Case(
        "properties-reordered",
        'P#(a: int, b: str)\nask() -> P#: P#(1, "a")',
        'P#(b: str, a: int)\nask() -> P#: P#("a", 1)',
        "model.ask().a + model.ask().b.length",
        "P",
    ),
    Case(
        "property-type-narrower",
        "P#(a: Optional[str])\nask() -> P#: P#(None)",
        'P#(a: str)\nask() -> P#: P#("a")',
        "model.ask().a?.length",
        "P",
    ),
    Case(
        "property-type-narrower",
        "P#(a: Optional[int])\nask() -> P#: P#(None)",
        "P#(a: int)\nask() -> P#: P#(1)",
        "model.ask().a?.plus(1)",
        "P",
    ),
    Case(
        "property-type-changed",
        "P#(a: int)\nask() -> P#: P#(1)",
        "P#(a: float)\nask() -> P#: P#(1.0)",
        "listOf<Long>(model.ask().a)",
        "P",
    ),
    Case(
        "constructor-changed",
        "P#(a: int)\nask(p: P#) -> int: 1",
        "P#(a: int, b: int)\nask(p: P#) -> int: 1",
        "model.ask(P#(1))",
        "P",
    ),
    Case(
        "constructor-changed",
        "P#(a: int, b: int)\nask(p: P#) -> int: 1",
        "P#(b: int, a: int)\nask(p: P#) -> int: 1",
        'model.ask(P#(1, 2).also { seen["a"] = "${it.a}" })',
        "P",
    ),
    Case(
        "constructor-removed",
        "P#(a: int)\nask() -> P#: P#(1)\nmore(p: P#) -> int: 1",
        "P#(a: int)\nask() -> P#: P#(1)\nmore(p: int) -> int: 1",
        "P#(1).a",
        "P",
    ),
    Case(
        "constructor-added",
        "P#(a: int)\nask() -> P#: P#(1)",
        "P#(a: int)\nask() -> P#: P#(1)\nmore(p: P#) -> int: 1",
        "model.ask().a",
        "P",
    ),
    Case(
        "property-added",
        'ask() -> Tuple[int, str]: (1, "a")',
        'ask() -> Tuple[int, str, float]: (1, "a", 1.0)',
        "model.ask().let { (first, second) -> first + second.length }",
        "Ask",
    ),
    Case(
        "class-renamed",
        "P#(a: int)\nask() -> P#: P#(1)",
        "Q#(a: int)\nask() -> Q#: Q#(1)",
        "listOf<P#>(model.ask())",
        "Q",
    ),
    Case(
        "entry-added",
        "ask() -> int: 1\nask: red, green",
        "ask() -> int: 1\nask: red, green, blue",
        "Case#AskLabel.entries.map { when (it) { Case#AskLabel.RED -> 1; Case#AskLabel.GREEN -> 2 } }",
        "Case#AskLabel",
    ),
    Case(
        "entry-removed",
        "ask() -> int: 1\nask: red, green",
        "ask() -> int: 1\nask: red",
        "Case#AskLabel.GREEN.text",
        "Case#AskLabel",
    ),
    Case(
        "entry-renamed",
        "ask() -> int: 1\nask: red, green",
        "ask() -> int: 1\nask: red, blue",
        "Case#Labels.ask[1] == Case#AskLabel.GREEN",
        "Case#AskLabel",
    ),
    Case(
        "entries-reordered",
        "ask() -> int: 1\nask: red, green",
        "ask() -> int: 1\nask: green, red",
        'Case#AskLabel.RED.also { seen["a"] = when (it) { Case#AskLabel.RED -> "r"; Case#AskLabel.GREEN -> "g" } }',
        "Case#AskLabel",
    ),
    Case(
        "entry-text-changed",
        "ask() -> int: 1\nask: light red, green",
        "ask() -> int: 1\nask: Light Red, green",
        "Case#AskLabel.LIGHT_RED",
        "Case#AskLabel",
    ),
    Case(
        "property-type-changed",
        "ask() -> int: 1\nask: red, green",
        "ask() -> int: 1\nask: red, 2",
        "Case#Labels.ask[0].text",
        "Case#Labels",
    ),
    Case(
        "property-removed",
        "ask() -> int: 1\nmore() -> int: 1\nask: red\nmore: green",
        "ask() -> int: 1\nmore() -> int: 1\nask: red",
        "Case#Labels.more",
        "Case#Labels",
    ),
)


def write(folder: Path, numbers: Iterable[int]) -> None:
    """The models' sources: ``old/case00.py``, ``new/case00.py``..."""
    for number in numbers:
        for which, lines in (("old", CASES[number].old), ("new", CASES[number].new)):
            write_model(folder / which, lines, number)


def write_model(folder: Path, lines: str, number: int) -> None:
    """One model's source, of the class ``Case`` and the number."""
    folder.mkdir(parents=True, exist_ok=True)
    said = [line for line in lines.splitlines() if re.match(r"\w+: ", line)]
    rest = "\n".join(line for line in lines.splitlines() if line not in said)
    source = _source(rest, number).replace("#", f"{number:02}")
    (folder / f"case{number:02}.py").write_text(source, "utf-8")
    if said:
        labels = [
            f"methods.{name}.result.labels = {each.split(', ')}\n" for name, each in (x.split(": ") for x in said)
        ]
        (folder / f"case{number:02}.kmpgen.toml").write_text("".join(labels), "utf-8")


def _source(lines: str, number: int) -> str:
    records, methods = "", ""
    for line in lines.splitlines():
        head, _, answer = line.rpartition(": ")
        name, _, arguments = (head or line).partition("(")
        if name[0].isupper():
            fields = line.partition("(")[2].removesuffix(")").split(", ")
            records += f"class {name}(NamedTuple):\n" + "".join(f"    {field}\n" for field in fields) + "\n\n"
            continue
        export = "" if name == "forward" else "    @torch.jit.export\n"
        own = "self" if arguments.startswith(")") else "self, "
        methods += f"{export}    def {name}({own}{arguments}:\n        return {answer}\n\n"
    return f"{HEAD}{records}class Case{number:02}(torch.nn.Module):\n{methods}"


def export_all(folder: Path) -> None:
    """Exports every model below ``folder``, beside its source, in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.diff_cases", str(folder)]
    subprocess.run(command, cwd=Path(__file__).parent.parent, check=True, capture_output=True, text=True)


def _export(folder: Path) -> None:
    import torch

    for path in sorted(folder.glob("*/case*.py")):
        # A NamedTuple's name has its module in it, and torch takes each name once.
        name = f"{path.parent.name}_{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        scripted = torch.jit.script(getattr(module, path.stem.capitalize())())
        scripted._save_for_lite_interpreter(str(path.with_suffix(".ptl")))


if __name__ == "__main__":
    _export(Path(sys.argv[1]))
