"""Random modules whose methods hand their arguments back: as they are (echo), or in another order or nesting.

`generate` makes their source and example values from a seed, without torch. ``python -m tests.random_models FOLDER``
is the other half: it exports and records all that `write` put below the folder, with one import of torch.
"""

from __future__ import annotations

import json
import os
import random
import struct
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import prod
from pathlib import Path

from kmpgen import ir
from kmpgen.recording import parity
from kmpgen.recording.record import TOLERANCES

SCALARS = (ir.TENSOR, ir.TENSOR, ir.INT, ir.FLOAT, ir.BOOL, ir.STR)
# Android takes no list or dict of Optionals: fewer of them leave it more to run.
CONTAINERS = {"List": 2, "Optional": 1, "Dict[str": 2, "Dict[int": 2, "Tuple": 2}
DEPTHS = (1, 2, 3, 3, 4)
CASES = 4
PORTABLE_CASES = 2
INTS = (0, 1, -1, 2**31, -(2**31) - 1, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63))
FLOATS = ("0.0", "-0.0", "1e-310", "5e-324", "1.7976931348623157e308", "0.1", "inf", "-inf", "nan")
STRINGS = ("", "a", "\0", "a \0 b", "é", "e\u0301", "漢字", "😀", "👩\u200d🚀 𝄞", "\ufeff$x\n\"'\\", "\U0010ffff")
SHAPES = ((), (1,), (0,), (5,), (2, 3), (1, 0, 2), (2, 1, 2), (1, 2, 1, 3))
ANDROID_DTYPES = ("uint8", "int8", "int32", "int64", "float32", "float64")
BITS = {  # for each type of elements with a sign or a fraction: the least and greatest, zeros, infinities and NaN
    "int8": (0, 1, 0x7F, 0x80, 0xFF),
    "uint8": (0, 1, 0x7F, 0x80, 0xFF),
    "int16": (0, 1, 0x7FFF, 0x8000, 0xFFFF),
    "int32": (0, 1, 0x7FFFFFFF, 0x80000000),
    "int64": (0, 1, 2**53 + 1, 2**63 - 1, 2**63),
    "float16": (0, 0x8000, 1, 0x7BFF, 0x7C00, 0xFC00, 0x7E00),
    "bfloat16": (0, 0x8000, 1, 0x7F7F, 0x7F80, 0xFF80, 0x7FC0),
    "float32": (0, 0x80000000, 1, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000),
    "float64": (0, 2**63, 1, 0x7FEFFFFFFFFFFFFF, 0x7FF << 52, 0xFFF << 52, 0xFFF << 51),
    "bool": (0, 1),
}


@dataclass(frozen=True)
class RandomMethod:
    """A method's arguments, what it answers (a type, and an expression of the arguments), and values to call it with:
    Python expressions of argument tuples."""

    name: str
    arguments: tuple[ir.Type, ...]
    returns: ir.Type
    answer: str
    examples: tuple[str, ...]

    def source(self) -> str:
        arguments = "".join(f", {_argument(number)}: {type_}" for number, type_ in enumerate(self.arguments))
        return (
            f"    @torch.jit.export\n    def {self.name}(self{arguments}) -> {self.returns}:\n"
            f"        return {self.answer}\n"
        )


@dataclass(frozen=True)
class RandomModel:
    """``name`` is that of the module file and, with a capital, of the class."""

    name: str
    records: tuple[ir.NamedTuple, ...]
    methods: tuple[RandomMethod, ...]

    @property
    def class_name(self) -> str:
        return self.name.capitalize()

    def source(self) -> str:
        records = "".join(
            f"class {record.name}(NamedTuple):\n" + "".join(f"    {name}: {type_}\n" for name, type_ in record.fields)
            for record in self.records
        )
        return (
            "from typing import Dict, List, NamedTuple, Optional, Tuple\n\nimport torch\nfrom torch import Tensor\n\n"
            f"{records}\nclass {self.class_name}(torch.nn.Module):\n" + "\n".join(m.source() for m in self.methods)
        )

    def examples(self) -> str:
        functions = "".join(
            f"def {method.name}():\n" + "".join(f"    yield {row}\n" for row in method.examples) + "\n\n"
            for method in self.methods
        )
        return (
            'import torch\n\ninf, nan = float("inf"), float("nan")\n\n\ndef _tensor(dtype, shape, data):\n'
            "    values = torch.tensor(list(bytes.fromhex(data)), dtype=torch.uint8)\n"
            f"    return values.view(getattr(torch, dtype)).reshape(shape)\n\n\n{functions}"
        )


def generate(seed: int, count: int) -> list[RandomModel]:
    """The same models for the same seed; each depends on the seed and its number alone."""
    return [_Generator(random.Random(f"{seed}/{number}")).model(f"random{number:02}") for number in range(count)]


class _Generator:
    """Draws one model."""

    def __init__(self, source: random.Random) -> None:
        self._random = source
        self._suffix = ""
        self._records: list[ir.NamedTuple] = []

    def model(self, name: str) -> RandomModel:
        # In what it names, too: several models in one library may not name two classes alike.
        self._suffix = name.removeprefix("random")
        kinds = [self._random.choice((self._echo, self._shuffle, self._gather, self._record)) for _ in range(3)]
        methods = tuple(
            kind(f"{kind.__name__.strip('_')}{at}_{self._suffix}") for at, kind in enumerate(kinds[: self._count(1, 3)])
        )
        return RandomModel(name, tuple(self._records), methods)

    def _echo(self, name: str) -> RandomMethod:
        type_ = self._type(self._random.choice(DEPTHS))
        return self._method(name, (type_,), type_, "a")

    def _shuffle(self, name: str) -> RandomMethod:
        """Answers a tuple of the arguments in another order, some of them twice, some within a tuple of its own."""
        types = tuple(self._type(self._random.choice((1, 2, 3))) for _ in range(self._count(2, 4)))
        order = list(range(len(types)))
        while order == sorted(order):
            self._random.shuffle(order)
        inner = order[-1]
        elements = [types[number] for number in order] + [ir.Tuple((types[inner], types[order[0]]))]
        nested = f"({_argument(inner)}, {_argument(order[0])})"
        answer = f"({', '.join(_argument(number) for number in order)}, {nested})"
        return self._method(name, types, ir.Tuple(tuple(elements)), answer)

    def _gather(self, name: str) -> RandomMethod:
        """Answers a list or a dict of arguments of one type, last to first."""
        type_ = self._type(self._random.choice((1, 2, 3)))
        names = [_argument(number) for number in range(self._count(2, 3))]
        items = list(reversed(names))
        returns: ir.Type = ir.List(type_)
        answer = f"[{', '.join(items)}]"
        if self._random.random() < 0.6:
            key = self._random.choice((ir.STR, ir.INT))
            keys = self._keys(key, len(items))
            returns = ir.Dict(key, type_)
            answer = "{" + ", ".join(f"{k}: {item}" for k, item in zip(keys, items, strict=True)) + "}"
        return self._method(name, (type_,) * len(names), returns, f"torch.jit.annotate({returns}, {answer})")

    def _keys(self, key: ir.Type, count: int) -> list[str]:
        """Literals in a method's source. TorchScript reads the least int as minus a number that is too large."""
        if key == ir.STR:
            return self._random.sample(('"é"', '"a b"', '"\U0001f600"', '""', '"漢"'), count)
        return list(map(str, self._random.sample([number for number in INTS if number != -(2**63)], count)))

    def _record(self, name: str) -> RandomMethod:
        """A NamedTuple, which the lite loader takes where it is all of an argument or of the result: there and back,
        made of the arguments, or taken apart."""
        names = ("first", "second", "third")[: self._count(1, 3)]
        fields = tuple((field, self._type(self._random.choice((0, 1, 2)))) for field in names)
        record = ir.NamedTuple(f"Record{len(self._records)}Of{self._suffix}", fields)
        self._records.append(record)
        types = tuple(type_ for _, type_ in fields)
        form = self._random.choice(("echo", "make", "split"))
        if form == "echo":
            return self._method(name, (record,), record, "a")
        if form == "make":
            given = ", ".join(_argument(number) for number in reversed(range(len(types))))
            return self._method(name, tuple(reversed(types)), record, f"{record.name}({given})")
        parts = "".join(f"a.{field}, " for field in reversed(names))
        return self._method(name, (record,), ir.Tuple(tuple(reversed(types))), f"({parts})")

    def _method(self, name: str, arguments: tuple[ir.Type, ...], returns: ir.Type, answer: str) -> RandomMethod:
        """The first examples are what Android carries, where it does: no empty container, None or rare dtype."""
        rows = [[self._value(type_, portable=case < PORTABLE_CASES) for type_ in arguments] for case in range(CASES)]
        examples = tuple(f"({''.join(f'{value}, ' for value in row)})" for row in rows)
        return RandomMethod(name, arguments, returns, answer, examples)

    def _count(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def _type(self, depth: int) -> ir.Type:
        """A type of at most that many containers inside one another."""
        if not depth or self._random.random() < 0.1:
            return self._random.choice(SCALARS)
        match self._random.choices(tuple(CONTAINERS), tuple(CONTAINERS.values()))[0]:
            case "List":
                return ir.List(self._type(depth - 1))
            case "Optional":
                element = self._type(depth - 1)
                return element if isinstance(element, ir.Optional) else ir.Optional(element)
            case "Dict[str":
                return ir.Dict(ir.STR, self._type(depth - 1))
            case "Dict[int":
                return ir.Dict(ir.INT, self._type(depth - 1))
            case _:
                return ir.Tuple(tuple(self._type(depth - 1) for _ in range(self._count(1, 3))))

    def _value(self, type_: ir.Type, *, portable: bool = False) -> str:
        """A Python expression of a value; a NamedTuple's is a tuple."""
        match type_:
            case ir.Optional(element):
                return (
                    "None" if not portable and self._random.random() < 0.4 else self._value(element, portable=portable)
                )
            case ir.List(element):
                return f"[{', '.join(self._values(element, portable))}]"
            case ir.Dict(key, element):
                keys = dict.fromkeys(self._value(key) for _ in range(3))
                items = zip(keys, self._values(element, portable), strict=False)
                return "{" + ", ".join(f"{name}: {value}" for name, value in items) + "}"
            case ir.Tuple(elements):
                return f"({''.join(f'{self._value(element, portable=portable)}, ' for element in elements)})"
            case ir.NamedTuple(fields=fields):
                return self._value(ir.Tuple(tuple(field for _, field in fields)), portable=portable)
            case _:
                return self._scalar(type_, portable)

    def _values(self, element: ir.Type, portable: bool) -> list[str]:
        return [self._value(element, portable=portable) for _ in range(self._count(int(portable), 3))]

    def _scalar(self, type_: ir.Type, portable: bool) -> str:
        if type_ == ir.TENSOR:
            return self._tensor(ANDROID_DTYPES if portable else tuple(parity.DTYPES))
        if type_ == ir.INT:
            return str(self._random.choice((*INTS, self._random.randrange(-(2**63), 2**63))))
        if type_ == ir.FLOAT:
            return self._random.choice((*FLOATS, repr(self._random.uniform(-1e6, 1e6))))
        if type_ == ir.BOOL:
            return self._random.choice(("True", "False"))
        return ascii("".join(self._random.choices(STRINGS, k=self._count(0, 2))))

    def _tensor(self, dtypes: Sequence[str]) -> str:
        dtype = self._random.choice(dtypes)
        shape = self._random.choice(SHAPES)
        form = {1: "<B", 2: "<H", 4: "<I", 8: "<Q"}[parity.DTYPES[dtype]]
        data = b"".join(struct.pack(form, bits) for bits in self._random.choices(BITS[dtype], k=prod(shape)))
        return f'_tensor("{dtype}", {shape}, "{data.hex()}")'


def _argument(number: int) -> str:
    return "abcd"[number]


def write(models: Sequence[RandomModel], folder: Path) -> None:
    """A folder a model: the module, its examples, and the request for the recording process."""
    for model in models:
        place = folder / model.name
        place.mkdir()
        (place / f"{model.name}.py").write_text(model.source(), "utf-8")
        (place / "examples.py").write_text(model.examples(), "utf-8")
        request = {
            "model": str(place / f"{model.name}.ptl"),
            "examples": str(place / "examples.py"),
            "tolerances": {dtype: asdict(tolerance) for dtype, tolerance in TOLERANCES.items()},
        }
        (place / "request.json").write_text(json.dumps(request))


def problem(folder: Path, name: str) -> str | None:
    """Why a model's folder has no recording, after the process of `main`; None where it has one."""
    place = folder / name
    if (place / f"{name}.parity").is_file():
        return None
    files = (place / "problem.txt", place / "answer.json")
    return "\n".join(file.read_text("utf-8") for file in files if file.is_file()) or "torch ended by a crash"


# From here on: the process that runs torch.


def main(folder: Path) -> None:
    import torch  # noqa: F401

    for place in sorted(folder.iterdir()):
        # Forked after torch's import: what one model does to torch, and to its process, is no other's.
        child = os.fork()
        if child == 0:
            _exit_with(place)
        os.waitpid(child, 0)


def _exit_with(place: Path) -> None:
    try:
        _export(place)
    except BaseException:
        (place / "problem.txt").write_text(traceback.format_exc(), "utf-8")
        os._exit(1)
    os._exit(0)


def _export(place: Path) -> None:
    import importlib

    import torch

    from kmpgen.recording import record

    sys.path.insert(0, str(place))
    module = getattr(importlib.import_module(place.name), place.name.capitalize())()
    torch.jit.script(module)._save_for_lite_interpreter(str(place / f"{place.name}.ptl"))
    record.main(place)
    recording = place / "recording"
    if recording.is_file():
        recording.rename(place / f"{place.name}.parity")


def parts(type_: ir.Type, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Each scalar and container in a type, with the number of containers around it."""
    match type_:
        case ir.Optional(element) | ir.List(element):
            yield type(type_).__name__, depth
            yield from parts(element, depth + 1)
        case ir.Dict(key, element):
            yield f"Dict[{key}", depth
            yield from parts(element, depth + 1)
        case ir.Tuple(elements):
            yield "Tuple", depth
            for element in elements:
                yield from parts(element, depth + 1)
        case ir.NamedTuple(fields=fields):
            yield "NamedTuple", depth
            for _, field in fields:
                yield from parts(field, depth + 1)
        case _:
            yield str(type_), depth


if __name__ == "__main__":
    main(Path(sys.argv[1]))
