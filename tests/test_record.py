"""`kmpgen record` with the real torch, and whether the tests that come of a recording notice what is wrong."""

from __future__ import annotations

import math
import shutil
import struct
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kmpgen.recording import parity
from kmpgen.verify import verify
from tests.conftest import Run
from tests.feature_models import FEATURES, ROOT

pytestmark = pytest.mark.slow
FOLDERS = ROOT / "tests" / "features"


def model_of(feature: str) -> Path:
    return next(each.model for each in FEATURES if each.name == feature)


def recorded(path: Path) -> parity.Recording:
    return parity.read(path.read_bytes(), path.name)


@pytest.fixture
def record(kmpgen: Run, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Records a feature's model with an examples file of this text, into ``model.parity`` of the test's folder."""

    def run(feature: str, examples: str, *options: str) -> subprocess.CompletedProcess[str]:
        shutil.copy(model_of(feature), tmp_path)
        (tmp_path / "examples.py").write_text(textwrap.dedent(examples))
        model = tmp_path / model_of(feature).name
        return kmpgen("record", model, "--examples", tmp_path / "examples.py", *options)

    return run


Record = Callable[..., "subprocess.CompletedProcess[str]"]


# What needs no arithmetic comes out the same on every processor.
@pytest.mark.parametrize(
    "feature", ["strings", "list_unboxed", "list_boxed", "dict_str", "list_optional", "dtypes", "views"]
)
def test_committed_recordings_are_what_torch_answers(kmpgen: Run, tmp_path: Path, feature: str) -> None:
    output = tmp_path / "new.parity"
    done = kmpgen("record", model_of(feature), "--examples", FOLDERS / feature / "examples.py", "-o", output)
    assert done.returncode == 0, done.stderr
    old, new = recorded(FOLDERS / feature / "model.parity"), recorded(output)
    assert parity.write(replace(new, torch_version="")) == parity.write(replace(old, torch_version=""))


def test_methods_without_examples_are_listed(record: Record, tmp_path: Path) -> None:
    done = record("scalars", "def half():\n    return [(1.0,), (2,)]\n")
    assert done.returncode == 0, done.stderr
    for name in ("forward", "negate", "mix"):
        assert f"{name}: none" in done.stdout
    assert list(recorded(tmp_path / "model.parity").cases) == ["half"]


def test_left_out_arguments_have_the_models_defaults(record: Record, tmp_path: Path) -> None:
    assert record("many_arguments", "def forward():\n    return [tuple(range(10))]\n").returncode == 0
    (case,) = recorded(tmp_path / "model.parity").cases["forward"]
    assert case.inputs == (*range(10), "x", 1.5, *([None, None, "x", 1.5] * 7))


def test_a_state_is_seen_in_the_order_of_the_examples(record: Record, tmp_path: Path) -> None:
    done = record("views", "import torch\ndef accumulate():\n    return [(torch.ones(2),)] * 3\n")
    assert done.returncode == 0, done.stderr
    sums = [case.outcome for case in recorded(tmp_path / "model.parity").cases["accumulate"]]
    assert [struct.unpack("<ff", tensor_of(outcome).data) for outcome in sums] == [(1, 1), (2, 2), (3, 3)]


def tensor_of(outcome: parity.Answer | parity.Raised) -> parity.Tensor:
    assert isinstance(outcome, parity.Answer)
    assert isinstance(outcome.value, parity.Tensor)
    return outcome.value


def test_a_model_that_writes_into_its_input_changes_no_recorded_one(record: Record, tmp_path: Path) -> None:
    examples = "import torch\nx = torch.zeros(2)\ndef add_in_place():\n    return [(x,), (x,)]\n"
    assert record("views", examples).returncode == 0
    for case in recorded(tmp_path / "model.parity").cases["add_in_place"]:
        assert case.inputs == (parity.Tensor("float32", (2,), bytes(8)),)
        assert tensor_of(case.outcome).data == struct.pack("<ff", 1, 1)


def test_what_raises_is_recorded_as_raising(record: Record, tmp_path: Path) -> None:
    done = record("raises", "def check():\n    return [(1,), (-1,), (2,)]\n")
    assert "1 of which raised" in done.stdout
    outcomes = [case.outcome for case in recorded(tmp_path / "model.parity").cases["check"]]
    assert outcomes == [parity.Answer(1), parity.Raised("the count must not be negative"), parity.Answer(2)]


def test_tolerances_are_stored(record: Record, tmp_path: Path) -> None:
    examples = "def forward():\n    return [(1,)]\n"
    assert record("scalars", examples, "--tolerance", "float32=0.5,0", "--tolerance", "int8=0,1").returncode == 0
    found = recorded(tmp_path / "model.parity").tolerances
    assert (found["float32"], found["int8"]) == (parity.Tolerance(0.5, 0.0), parity.Tolerance(0.0, 1.0))
    assert 0 < found["float64"].relative < 1e-6


@dataclass(frozen=True)
class Mistake:
    """An examples file that is wrong, the error's code, and words that tell the user where it is."""

    feature: str
    examples: str
    code: str
    says: tuple[str, ...]


MISTAKES = {
    "syntax": Mistake("scalars", "def forward(:\n", "KMP503", ("line 1",)),
    "fails": Mistake("scalars", "\n\nraise KeyError('x')\n", "KMP503", ("KeyError", "line 3")),
    "function fails": Mistake(
        "scalars", "def forward():\n    yield (1,)\n    1 / 0\n", "KMP503", ("forward", "line 3")
    ),
    "no method's name": Mistake("scalars", "def foreward():\n    return []\n", "KMP503", ("half",)),
    "no tuple": Mistake("scalars", "def forward():\n    return [1]\n", "KMP504", ("forward", "example 1", "(x,)")),
    "too many": Mistake("scalars", "def forward():\n    return [(1, 2)]\n", "KMP504", ("example 1", "2 values")),
    "too few": Mistake("scalars", "def mix():\n    return [(1,)]\n", "KMP504", ("scale, on",)),
    "float for int": Mistake("scalars", "def forward():\n    return [(1,), (1.0,)]\n", "KMP504", ("example 2", "x")),
    "bool for int": Mistake("scalars", "def forward():\n    return [(True,)]\n", "KMP504", ("bool",)),
    "65 bits": Mistake("scalars", "def forward():\n    return [(2**63,)]\n", "KMP504", ("64 bits",)),
    "list for tensor": Mistake("tensor", "def forward():\n    return [([1.0],)]\n", "KMP504", ("argument x", "list")),
    "nested": Mistake(
        "list_nested", "def forward():\n    return [([[1], [2, 'a']],)]\n", "KMP504", ("x[1][1]", "str", "int")
    ),
    "key": Mistake("dict_int", "def names():\n    return [({'a': 'b'},)]\n", "KMP504", ("'a'",)),
    "tuple's length": Mistake("tuple_unnamed", "def swap():\n    return [((1,),)]\n", "KMP504", ("1 elements",)),
    "complex": Mistake(
        "tensor", "import torch\ndef forward():\n    return [(torch.zeros(3) * 1j,)]\n", "KMP504", ("complex64",)
    ),
    "sparse": Mistake(
        "tensor", "import torch\ndef forward():\n    return [(torch.eye(3).to_sparse(),)]\n", "KMP504", ("sparse",)
    ),
    "surrogate": Mistake("strings", "def forward():\n    return [('\\ud800',)]\n", "KMP504", ("surrogate",)),
    "writes no UTF-8": Mistake(
        "scalars", "import os\nos.write(1, b'\\xff')\nos.write(2, b'\\xff')\nos.abort()\n", "KMP507", ("SIGABRT",)
    ),
    "full TorchScript": Mistake("torchscript_full", "def forward():\n    return []\n", "KMP506", ("lite",)),
    "crash": Mistake("scalars", "import os\ndef forward():\n    os.abort()\n", "KMP507", ("SIGABRT",)),
    "exit": Mistake("scalars", "import os\ndef forward():\n    os._exit(3)\n", "KMP507", ("exit status 3",)),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told_and_nothing_is_written(record: Record, tmp_path: Path, name: str) -> None:
    mistake = MISTAKES[name]
    done = record(mistake.feature, mistake.examples)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert done.stderr.startswith(f"error[{mistake.code}]: ")
    assert not [word for word in mistake.says if word not in done.stderr], done.stderr
    assert not list(tmp_path.glob("*.parity*"))


def test_all_mistakes_are_told_at_once(record: Record) -> None:
    done = record("scalars", "def forward():\n    return [('a',), ('b',)]\ndef half():\n    return [()]\n")
    assert done.stderr.count("error[KMP504]") == 3


def test_a_missing_examples_file_is_a_usage_error(kmpgen: Run, tmp_path: Path) -> None:
    done = kmpgen("record", model_of("tensor"), "--examples", tmp_path / "none.py")
    assert (done.returncode, done.stderr[:14]) == (2, "error[KMP503]:")


def test_without_torch_the_error_says_how_to_get_it(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden/torch.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\")\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hidden"))
    done = record("tensor", "def forward():\n    return []\n")
    assert (done.returncode, done.stderr[:14]) == (1, "error[KMP505]:")
    assert "pip install" in done.stderr


RANDOM_MODEL = """
import sys, torch

class Dice(torch.nn.Module):
    def forward(self, x: int) -> int:
        return x

    @torch.jit.export
    def roll(self, sides: int) -> float:
        return float(torch.rand(1)) * sides

    @torch.jit.export
    def tail(self, text: str) -> str:
        return text[1:]

torch.jit.script(Dice())._save_for_lite_interpreter(sys.argv[1])
"""


@pytest.fixture(scope="module")
def dice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dice")
    (folder / "dice.py").write_text(RANDOM_MODEL)
    subprocess.run([sys.executable, "-W", "ignore", folder / "dice.py", folder / "dice.ptl"], check=True)
    return folder / "dice.ptl"


UNUSABLE = {
    "differs from run to run": ("def forward():\n    return [(1,)]\ndef roll():\n    return [(6,)]\n", "roll"),
    "ends in half a character": ("def tail():\n    return [('é',)]\n", "tail"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_answer_that_nothing_can_be_compared_with_is_refused(
    kmpgen: Run, dice: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "examples.py").write_text(UNUSABLE[name][0])
    done = kmpgen("record", dice, "--examples", tmp_path / "examples.py", "-o", tmp_path / "dice.parity")
    assert (done.returncode, done.stderr[:14]) == (1, "error[KMP508]:")
    assert f"method {UNUSABLE[name][1]}" in done.stderr
    assert not (tmp_path / "dice.parity").exists()


@pytest.mark.parametrize("output", [".", "", "model.ptl", "examples.py"])
def test_a_recording_takes_the_place_of_nothing_it_is_made_from(kmpgen: Run, tmp_path: Path, output: str) -> None:
    shutil.copy(model_of("scalars"), tmp_path / "model.ptl")
    (tmp_path / "examples.py").write_text("def forward():\n    return [(1,)]\n")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    done = kmpgen("record", "model.ptl", "--examples", "examples.py", "-o", output, cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


# Whether the emitted tests notice what is wrong: each change is made to a recording, and the Android half's tests run.


def first_answer(change: Callable[[parity.Value], parity.Value], method: str = "forward", number: int = 0) -> Change:
    def apply(found: parity.Recording) -> parity.Recording:
        cases = list(found.cases[method])
        outcome = cases[number].outcome
        assert isinstance(outcome, parity.Answer)
        cases[number] = replace(cases[number], outcome=parity.Answer(change(outcome.value)))
        return replace(found, cases={**found.cases, method: tuple(cases)})

    return apply


def floats(change: Callable[[float], float]) -> Callable[[parity.Value], parity.Value]:
    """Changes the first element of a float32 tensor."""

    def apply(value: parity.Value) -> parity.Value:
        assert isinstance(value, parity.Tensor)
        (number,) = struct.unpack("<f", value.data[:4])
        return replace(value, data=struct.pack("<f", change(number)) + value.data[4:])

    return apply


def outcome(new: parity.Answer | parity.Raised, method: str, number: int) -> Change:
    def apply(found: parity.Recording) -> parity.Recording:
        cases = list(found.cases[method])
        cases[number] = replace(cases[number], outcome=new)
        return replace(found, cases={**found.cases, method: tuple(cases)})

    return apply


Change = Callable[[parity.Recording], parity.Recording]

CHANGES: dict[str, tuple[str, Change, bool]] = {
    "unchanged": ("tensor", lambda found: found, True),
    "within the tolerance": ("tensor", first_answer(floats(lambda x: x * 1.00001)), True),
    "out of the tolerance": ("tensor", first_answer(floats(lambda x: x * 1.01)), False),
    "infinite": ("tensor", first_answer(floats(lambda x: math.inf)), False),
    "not a number": ("tensor", first_answer(floats(lambda x: math.nan)), False),
    "another shape": ("tensor", first_answer(lambda x: replace(x, shape=(1, 2))), False),  # type: ignore[type-var]
    "another dtype": ("tensor", first_answer(lambda x: replace(x, dtype="int32")), False),  # type: ignore[type-var]
    "an answer, not an error": ("raises", outcome(parity.Answer(-1), "check", 1), False),
    "an error, not an answer": ("raises", outcome(parity.Raised("no"), "check", 0), False),
    "an int off by one": ("scalars", first_answer(lambda x: x - 1, number=3), False),  # type: ignore[operator]
    "another float": ("scalars", first_answer(lambda x: x + 1e-3, "half"), False),  # type: ignore[operator]
    "a bool": ("scalars", first_answer(lambda x: not x, "negate"), False),
    "a text": ("strings", first_answer(lambda x: f"{x}\0"), False),
    "a longer list": ("list_unboxed", first_answer(lambda x: parity.ScalarList(int, (0,))), False),
    "another key": (
        "dict_str",
        first_answer(lambda x: parity.StrDict((("z", 1), ("b", -(2**63)))), "counts", 1),
        False,
    ),
    "a value of a dict": (
        "dict_str",
        first_answer(lambda x: parity.StrDict((("z", 2), ("a", -(2**63)))), "counts", 1),
        False,
    ),
    "a part of a tuple": ("tuple_unnamed", first_answer(lambda x: ("a", 2), "swap"), False),
    "None": ("optional_scalars", first_answer(lambda x: None, number=1), False),
    "the end of 64 bits": (
        "dtypes",
        first_answer(lambda x: replace(x, data=x.data[:-8] + b"\xfe" + x.data[-7:]), number=4),  # type: ignore
        False,
    ),
}


@pytest.fixture(scope="module")
def verdicts(kmpgen: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `run-android` says of each changed recording; one batch."""
    libraries = {}
    for name, (feature, change, _) in CHANGES.items():
        folder = tmp_path_factory.mktemp("changed")
        model = Path(shutil.copy(model_of(feature), folder))
        found = recorded(FOLDERS / feature / "model.parity")
        model.with_suffix(".parity").write_bytes(parity.write(change(found)))
        done = kmpgen("build", model, "-o", folder / "library")
        assert done.returncode == 0, (name, done.stderr)
        libraries[name] = folder / "library"
    reports = verify(list(libraries.values()), ["run-android"])
    return {name: report["run-android"].status for name, report in zip(libraries, reports, strict=True)}


@pytest.mark.parametrize("name", CHANGES)
def test_the_emitted_tests_notice(verdicts: dict[str, str], name: str) -> None:
    passes = CHANGES[name][2]
    assert verdicts[name] == ("ok" if passes else "failed")
