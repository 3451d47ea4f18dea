"""Recordings: the file and what reading it refuses, and what a build makes of one. No torch here."""

from __future__ import annotations

import json
import random
import shutil
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from kmpgen import ir
from kmpgen.errors import KmpgenError
from kmpgen.reading.torchscript import read_model
from kmpgen.recording import parity
from kmpgen.recording.examples import fits
from kmpgen.recording.paritytests import refused_on_android
from tests.conftest import Run
from tests.feature_models import FEATURES, PLAIN, ROOT, Feature

RECORDED = [feature for feature in FEATURES if (feature.folder / "model.parity").exists()]
RESOURCES = "src/commonTest/resources"

PAIR = ir.Tuple((ir.INT, ir.STR))
POINT = ir.NamedTuple("__torch__.Point", (("x", ir.TENSOR), ("y", ir.Optional(ir.FLOAT))))
TENSOR = parity.Tensor("int16", (2, 1), b"\x01\x02\x03\x04")

# Values of every kind, each with a type that it fits.
VALUES: list[tuple[parity.Value, ir.Type]] = [
    (None, ir.NONE),
    (None, ir.Optional(ir.INT)),
    (True, ir.BOOL),
    (False, ir.Optional(ir.BOOL)),
    (2**63 - 1, ir.INT),
    (-(2**63), ir.INT),
    (float("inf"), ir.FLOAT),
    (-0.0, ir.FLOAT),
    (5e-324, ir.FLOAT),
    ("", ir.STR),
    ("größe \U0001f600 \0 end", ir.STR),
    (TENSOR, ir.TENSOR),
    *((parity.Tensor(dtype, (), bytes(size)), ir.TENSOR) for dtype, size in parity.DTYPES.items()),
    (parity.Tensor("float64", (0, 2**40), b""), ir.TENSOR),
    (parity.ScalarList(bool, (True, False)), ir.List(ir.BOOL)),
    (parity.ScalarList(int, ()), ir.List(ir.INT)),
    (parity.ScalarList(float, (0.5, float("-inf"))), ir.List(ir.FLOAT)),
    ([], ir.List(ir.STR)),
    ([None, "a"], ir.List(ir.Optional(ir.STR))),
    ([parity.ScalarList(int, (1,)), parity.ScalarList(int, ())], ir.List(ir.List(ir.INT))),
    ((1, "a"), PAIR),
    ((TENSOR, None), POINT),
    (parity.StrDict((("", 1), ("a\0b", 2))), ir.Dict(ir.STR, ir.INT)),
    (parity.IntDict(((2**53 + 1, [TENSOR]), (-1, []))), ir.Dict(ir.INT, ir.List(ir.TENSOR))),
]


def recording(*values: parity.Value, fingerprint: str = "f") -> parity.Recording:
    cases = [parity.Case((value,), parity.Answer(value)) for value in values]
    raised = parity.Case((), parity.Raised("no"))
    tolerances = {"float32": parity.Tolerance(1e-4, 0.0), "bfloat16": parity.Tolerance(0.0, 0.5)}
    return parity.Recording(fingerprint, "2.13.0", tolerances, {"forward": tuple(cases), "größe": (raised,)})


ALL = recording(*(value for value, _ in VALUES))
FILE = parity.write(ALL)


def code_of(data: bytes) -> str:
    with pytest.raises(KmpgenError) as error:
        parity.read(data, "model.parity")
    (diagnostic,) = error.value.diagnostics
    assert diagnostic.where.file == "model.parity"
    return diagnostic.code


def test_what_is_written_is_read() -> None:
    assert parity.read(FILE, "model.parity") == ALL
    assert parity.write(parity.read(FILE, "model.parity")) == FILE


def test_nan_survives() -> None:
    data = parity.write(recording(float("nan"), parity.ScalarList(float, (float("nan"),))))
    assert parity.write(parity.read(data, "model.parity")) == data


def test_the_bytes_are_those_of_the_document() -> None:
    """Readers in other languages are written from docs/parity-format.md: what it says is put together here by hand."""
    case = b"\x01\0\0\0" + b"\x05\x02\x02\0\0\0" + struct.pack("<qq", 2, 1) + b"\x01\x02\x03\x04"  # one input
    case += b"\0" + b"\x06\x02\0\0\0\x01\0"  # an answer: a List[bool]
    text = b"\x01\0\0\0m"
    head = b"KMPPAR\0\x01" + b"\x01\0\0\0f" + b"\x01\0\0\0v"
    data = head + b"\x01\0\0\0\x06" + struct.pack("<dd", 0.5, 0.25) + b"\x01\0\0\0" + text + b"\x01\0\0\0"
    data += struct.pack("<I", len(case)) + case
    expected = parity.Case((TENSOR,), parity.Answer(parity.ScalarList(bool, (True, False))))
    found = parity.read(data, "model.parity")
    assert found == parity.Recording("f", "v", {"float32": parity.Tolerance(0.5, 0.25)}, {"m": (expected,)})


def test_every_cut_is_noticed() -> None:
    assert {code_of(FILE[:size]) for size in range(len(FILE))} == {"KMP501"}


def test_what_follows_the_end_is_noticed() -> None:
    assert code_of(FILE + b"\0") == "KMP501"


def test_mutated_files_are_read_or_refused_at_once() -> None:
    chance = random.Random(5)
    start = time.monotonic()
    for _ in range(3000):
        data = bytearray(FILE)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        with suppress(KmpgenError):
            parity.read(bytes(data), "model.parity")
    assert time.monotonic() - start < 30


HEAD = b"KMPPAR\0\x01" + bytes(8) + bytes(4) + b"\x01\0\0\0" + bytes(4) + b"\x01\0\0\0"


def one_value(value: bytes) -> bytes:
    """A file whose only case has this input and the answer None."""
    case = b"\x01\0\0\0" + value + b"\0\0"
    return HEAD + struct.pack("<I", len(case)) + case


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(b"\x09\xff\xff\xff\xff", id="a list longer than the file"),
        pytest.param(b"\x05\x06\x02\0\0\0" + struct.pack("<qq", 2**62, 2**62), id="a tensor larger than the file"),
        pytest.param(b"\x05\x06\x02\0\0\0" + struct.pack("<qq", -1, 0), id="a negative size"),
        pytest.param(b"\x05\x0a\0\0\0\0" + bytes(8), id="no such dtype"),
        pytest.param(b"\x05\x00\x41\0\0\0" + bytes(65 * 8), id="65 dimensions"),
        pytest.param(b"\x0d", id="no such kind"),
        pytest.param(b"\x01\x02", id="a bool of 2"),
        pytest.param(b"\x04\x01\0\0\0\xff", id="no UTF-8"),
        pytest.param(b"\x09\x01\0\0\0" * 1000 + b"\0", id="nested deeply"),
    ],
)
def test_hostile_values_are_refused(value: bytes) -> None:
    assert parity.read(one_value(b"\0"), "model.parity").cases[""][0].inputs == (None,)
    assert code_of(one_value(value)) == "KMP501"


@pytest.mark.parametrize("numbers", [(float("nan"), 0.0), (0.0, float("inf")), (-1.0, 0.0)], ids=str)
def test_a_tolerance_that_would_let_all_pass_is_refused(numbers: tuple[float, float]) -> None:
    data = parity.write(replace(ALL, tolerances={"float32": parity.Tolerance(*numbers)}))
    assert code_of(data) == "KMP501"


@pytest.mark.parametrize(("value", "type_"), VALUES, ids=str)
def test_a_value_fits_its_type(value: parity.Value, type_: ir.Type) -> None:
    assert fits(value, type_)


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (True, ir.INT),
        (1, ir.BOOL),
        (1, ir.FLOAT),
        (None, ir.INT),
        (1, ir.NONE),
        ("1", ir.TENSOR),
        ([], ir.List(ir.INT)),
        (parity.ScalarList(float, ()), ir.List(ir.INT)),
        (["a", None], ir.List(ir.STR)),
        ([1, "a"], PAIR),
        ((1,), PAIR),
        ((TENSOR, 1), POINT),
        (parity.StrDict(()), ir.Dict(ir.INT, ir.INT)),
        (parity.IntDict(((1, "a"),)), ir.Dict(ir.INT, ir.INT)),
    ],
    ids=str,
)
def test_a_value_of_another_type_does_not_fit(value: parity.Value, type_: ir.Type) -> None:
    assert not fits(value, type_)


@pytest.mark.parametrize(
    "text", ["float32", "float32=1", "float31=1,1", "float32=-1,0", "float32=inf,0", "float32=1,1,1", "=1,1", "x"]
)
def test_bad_tolerances_are_a_usage_error(text: str) -> None:
    with pytest.raises(KmpgenError) as error:
        parity.parse_tolerance(text)
    assert (error.value.exit_code, error.value.diagnostics[0].code) == (2, "KMP511")


def test_a_tolerance_is_two_numbers() -> None:
    assert parity.parse_tolerance("int8=0,1.5") == ("int8", parity.Tolerance(0.0, 1.5))
    assert parity.parse_tolerance("float32=1e-4,1E-5") == ("float32", parity.Tolerance(1e-4, 1e-5))


@pytest.mark.parametrize("feature", RECORDED, ids=lambda feature: feature.name)
def test_committed_recordings_are_of_their_models(feature: Feature) -> None:
    """Rewritten by: ./dev python scripts/features.py record"""
    model = read_model(feature.model)
    found = parity.read((feature.folder / "model.parity").read_bytes(), "model.parity")
    assert found.fingerprint == model.fingerprint
    methods = {method.name: method for method in model.methods}
    for name, cases in found.cases.items():
        for case in cases:
            assert all(map(fits, case.inputs, [argument.type for argument in methods[name].arguments]))
            assert isinstance(case.outcome, parity.Raised) or fits(case.outcome.value, methods[name].returns)


# What a build makes of it.


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model with its recording beside it."""
    shutil.copy(PLAIN.model, tmp_path / "model.ptl")
    shutil.copy(PLAIN.folder / "model.parity", tmp_path / "model.parity")
    return tmp_path / "model.ptl"


def files_of_tests(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in sorted(folder.glob("src/*Test/**/*")) if path.is_file())


def test_a_recording_becomes_tests_with_all_that_they_need(kmpgen: Run, model: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    assert kmpgen("build", model, "-o", library).returncode == 0
    (tested,) = library.rglob("TensorModel.ptl")
    assert tested.read_bytes() == model.read_bytes()
    assert (library / RESOURCES / "TensorModel.parity").read_bytes() == model.with_suffix(".parity").read_bytes()
    locked = json.loads((library / "kmpgen.lock").read_text())["files"]
    assert set(files_of_tests(library)) <= set(locked)
    for source_set in ("commonTest", "androidDeviceTest", "iosTest"):
        assert list((library / "src" / source_set).rglob("*.kt")), source_set
    assert kmpgen("build", model, "-o", library, "--check").returncode == 0


@pytest.mark.parametrize("how", ["no recording", "--no-parity"])
def test_without_a_recording_there_are_no_tests(kmpgen: Run, model: Path, tmp_path: Path, how: str) -> None:
    library = tmp_path / "library"
    assert kmpgen("build", model, "-o", library).returncode == 0
    if how == "no recording":
        model.with_suffix(".parity").unlink()
    options = [how] if how.startswith("--") else []
    assert kmpgen("build", model, "-o", library, *options).returncode == 0
    assert list(files_of_tests(library)) == []
    plain = tmp_path / "plain"
    assert kmpgen("build", PLAIN.model, "-o", plain, "--no-parity").returncode == 0
    assert {path.relative_to(plain) for path in plain.rglob("*")} == {
        path.relative_to(library) for path in library.rglob("*")
    }


def test_the_api_does_not_depend_on_the_recording(kmpgen: Run, model: Path, tmp_path: Path) -> None:
    for name, options in (("with", ()), ("without", ("--no-parity",))):
        assert kmpgen("build", model, "-o", tmp_path / name, *options).returncode == 0
    for path in (tmp_path / "without/src").rglob("*.kt"):
        assert path.read_text() == (tmp_path / "with" / path.relative_to(tmp_path / "without")).read_text()


def rewritten(model: Path, change: parity.Recording) -> None:
    model.with_suffix(".parity").write_bytes(parity.write(change))


def refused(kmpgen: Run, model: Path, output: Path) -> str:
    done = kmpgen("build", model, "-o", output)
    assert (done.returncode, done.stdout, output.exists()) == (1, "", False)
    return done.stderr


def test_a_recording_of_another_model_is_refused(kmpgen: Run, model: Path, tmp_path: Path) -> None:
    found = parity.read(model.with_suffix(".parity").read_bytes(), "model.parity")
    rewritten(model, replace(found, fingerprint="another"))
    assert "error[KMP502]" in refused(kmpgen, model, tmp_path / "library")
    assert kmpgen("build", model, "-o", tmp_path / "library", "--no-parity").returncode == 0


@pytest.mark.parametrize(
    "cases",
    [
        pytest.param({"backward": ()}, id="no such method"),
        pytest.param({"forward": (parity.Case((), parity.Raised("")),)}, id="too few inputs"),
        pytest.param({"forward": (parity.Case((1,), parity.Raised("")),)}, id="an input of another type"),
        pytest.param({"forward": (parity.Case((TENSOR,), parity.Answer(None)),)}, id="an answer of another type"),
    ],
)
def test_cases_that_are_not_the_methods_are_refused(
    kmpgen: Run, model: Path, tmp_path: Path, cases: dict[str, tuple[parity.Case, ...]]
) -> None:
    found = parity.read(model.with_suffix(".parity").read_bytes(), "model.parity")
    rewritten(model, replace(found, cases=cases))
    assert "error[KMP502]" in refused(kmpgen, model, tmp_path / "library")


def test_a_damaged_recording_is_refused(kmpgen: Run, model: Path, tmp_path: Path) -> None:
    path = model.with_suffix(".parity")
    path.write_bytes(path.read_bytes()[:-1])
    assert "error[KMP501]" in refused(kmpgen, model, tmp_path / "library")


def test_skipped_methods_have_no_tests(kmpgen: Run, tmp_path: Path) -> None:
    folder = ROOT / "tests/features/scalars"
    skip = [word for name in ("half", "negate", "mix") for word in ("--skip", name)]
    assert kmpgen("build", folder / "model.ptl", "-o", tmp_path / "one", *skip).returncode == 0
    (test,) = (tmp_path / "one").rglob("ScalarsParityTest.kt")
    assert test.read_text().count("@Test") == 1


# What Android refuses.

FLOATS = parity.Tensor("float32", (1,), bytes(4))
HALVES = parity.Tensor("float16", (1,), bytes(2))
STRS = ir.List(ir.STR)


@pytest.mark.parametrize(
    ("type_", "value", "refuses"),
    [
        (ir.TENSOR, FLOATS, False),
        (ir.TENSOR, HALVES, True),
        (ir.Optional(ir.TENSOR), None, False),
        (ir.Optional(ir.TENSOR), HALVES, True),
        (ir.List(ir.INT), parity.ScalarList(int, ()), False),
        (ir.List(ir.TENSOR), [], False),
        (ir.List(ir.TENSOR), [FLOATS, HALVES], True),
        (STRS, [], True),
        (STRS, ["a"], False),
        (ir.List(STRS), [["a"], []], True),
        (ir.List(ir.Optional(ir.INT)), [1], True),
        (ir.Dict(ir.STR, ir.TENSOR), parity.StrDict(()), False),
        (ir.Dict(ir.STR, ir.INT), parity.StrDict(()), True),
        (ir.Dict(ir.INT, ir.INT), parity.IntDict(((1, 1),)), False),
        (PAIR, (1, "a"), False),
        (ir.Tuple((STRS, ir.INT)), ([], 1), True),
        (POINT, (FLOATS, None), True),
    ],
    ids=str,
)
def test_inputs_that_android_refuses(type_: ir.Type, value: parity.Value, refuses: bool) -> None:
    method = ir.Method("forward", (ir.Argument("x", type_),), ir.NONE)
    cases = (parity.Case((value,), parity.Answer(None)), parity.Case((value,), parity.Raised("")))
    assert refused_on_android(method, cases) == ([1, 2] if refuses else [])


@pytest.mark.parametrize(
    ("value", "refuses"),
    [([], False), (["a"], False), ([None], False), (["a", None], True), ((1, None), False), ([HALVES], True)],
    ids=str,
)
def test_answers_that_android_refuses(value: parity.Value, refuses: bool) -> None:
    method = ir.Method("forward", (), ir.NONE)
    assert refused_on_android(method, (parity.Case((), parity.Answer(value)),)) == ([1] if refuses else [])
