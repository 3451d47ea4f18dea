"""`kmpgen export` with the real torch: what it makes, what it tells, what it refuses."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kmpgen.recording import parity
from tests.conftest import Run
from tests.feature_models import ROOT

pytestmark = pytest.mark.slow

MODELS = ROOT / "tests" / "export" / "models.py"
Export = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def export(kmpgen: Run, tmp_path: Path) -> Export:
    """Exports a class of tests/export/models.py as ``model.ptl``, with an examples file of this text."""

    def run(name: str, examples: str = "", *options: str) -> subprocess.CompletedProcess[str]:
        if examples:
            (tmp_path / "examples.py").write_text("import torch\n" + textwrap.dedent(examples))
            options = ("--examples", "examples.py", *options)
        return kmpgen("export", f"{MODELS}:{name}", "-o", "model.ptl", *options, cwd=tmp_path)

    return run


@pytest.fixture
def described(kmpgen: Run, tmp_path: Path) -> Callable[[], Any]:
    """What ``inspect --json`` says of that model."""

    def run() -> Any:
        done = kmpgen("inspect", tmp_path / "model.ptl", "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def methods(found: Any) -> list[str]:
    return [method["name"] for method in found["methods"]]


IMAGES = """
    def forward():
        yield (torch.rand(1, 3, 8, 8),)
        yield (torch.rand(2, 3, 16, 8), 0.5)
    def best():
        yield (torch.rand(1, 3, 8, 8),)
"""


@pytest.mark.parametrize("name", ["build", "Shop.classifier", "frozen", "compiled"])
def test_a_factory_and_an_instance_are_exported(export: Export, described: Callable[[], Any], name: str) -> None:
    done = export(name, IMAGES)
    assert done.returncode == 0, done.stderr
    found = described()
    assert (found["format"], found["class"], methods(found)) == ("lite", "Classifier", ["forward", "best"])


def test_an_attribute_of_an_importable_module_is_exported_the_same_each_time(kmpgen: Run, tmp_path: Path) -> None:
    (tmp_path / "mypkg").mkdir()
    (tmp_path / "mypkg" / "model.py").write_text(MODELS.read_text())
    files = []
    for _ in range(2):
        done = kmpgen("export", "mypkg.model:Classifier", "-o", "model.ptl", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        files.append((tmp_path / "model.ptl").read_bytes())
    assert files[0] == files[1]


# Sizes that change together have one name; those that never change are numbers.
@pytest.mark.parametrize("options", [(), ("--trace",)], ids=["scripted", "traced"])
def test_no_file_tells_where_it_was_made(kmpgen: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    """Whatever the folder is called, the bytes are the same; files still have their names."""
    (tmp_path / "examples.py").write_text("import torch\ndef forward():\n    yield (torch.ones(2),)\n")
    words = ("mine:Flow", "-o", "model.ptl", "--examples", "../examples.py", *options)
    files = []
    for name in ("one", "a-longer.python-name"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "mine.py").write_text(MODELS.read_text())
        done = kmpgen("export", *words, cwd=folder)
        assert done.returncode == 0, done.stderr
        files.append((folder / "model.ptl").read_bytes())
    assert files[0] == files[1]
    with zipfile.ZipFile(folder / "model.ptl") as archive:
        content = b"".join(map(archive.read, archive.namelist()))
    assert (b"mine.py" in content) != ("--trace" in options)
    assert b"/mine.py" not in content
    assert not any(str(place).encode() in content for place in (ROOT, Path(sys.prefix), tmp_path))


@pytest.mark.parametrize("target", ["acme.net:Flow", "{source}/acme/net.py:Flow"], ids=["module", "file"])
def test_the_folder_that_one_stands_in_is_not_in_the_file(
    kmpgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    """Sources are named by their modules, wherever the export is called."""
    source = tmp_path / "clients" / "bank-x" / "src"
    (source / "acme").mkdir(parents=True)
    (source / "acme" / "net.py").write_text(MODELS.read_text())
    monkeypatch.setenv("PYTHONPATH", str(source), prepend=os.pathsep)
    files = []
    for place in (tmp_path, source):
        done = kmpgen("export", target.format(source=source), "-o", tmp_path / "model.ptl", cwd=place)
        assert done.returncode == 0, done.stderr
        files.append((tmp_path / "model.ptl").read_bytes())
    assert len(set(files)) == 1
    with zipfile.ZipFile(tmp_path / "model.ptl") as archive:
        content = b"".join(map(archive.read, archive.namelist()))
    assert (b"acme/net.py" in content, b"net.py" in content) == (target.startswith("acme."), True)
    assert b"bank-x" not in content


def test_what_is_missing_beside_torch_is_named(export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hidden").mkdir()
    error = "ModuleNotFoundError(\"No module named 'docstring_parser'\")"
    (tmp_path / "hidden/docstring_parser.py").write_text(f"raise {error}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hidden"), prepend=os.pathsep)
    done = export("Classifier")
    assert done.returncode == 1
    assert done.stderr.startswith("error[KMP505]: docstring_parser can't be imported: ")
    assert "torch can't" not in done.stderr


def test_the_file_says_what_docstrings_and_examples_tell(export: Export, described: Callable[[], Any]) -> None:
    assert export("Classifier", IMAGES).returncode == 0
    found = described()["metadata"]
    assert found["description"] == "Names a flower.\n\nFrom its photo."
    forward = found["methods"]["forward"]
    assert forward == {
        "description": "Scores of each flower.",
        "arguments": {
            "image": {"description": "The photo,\nfrom above.", "dtype": "float32", "shape": ["batch", 3, "height", 8]},
            "temperature": {"description": "Higher is `flatter`, as in `torch.softmax`."},
        },
        "result": {"description": "A score a flower.", "dtype": "float32", "shape": ["batch", 5]},
    }
    assert found["methods"]["best"]["result"] == {"fields": {"scores": {"dtype": "float32", "shape": [1, 5]}}}


def test_shapes_reach_into_tuples_lists_and_dicts(export: Export, described: Callable[[], Any]) -> None:
    state = "(torch.zeros(1, 1, 8), torch.zeros(1, 1, 8))"
    assert export("Recurrent", f"def forward():\n    return [(torch.rand(2, 5, 4),), (torch.rand(1, 7, 4), {state})]")
    forward = described()["metadata"]["methods"]["forward"]
    assert forward["arguments"]["x"]["shape"] == ["batch", "length", 4]
    # It was there once, and as large as what changes.
    assert forward["arguments"]["state"]["elements"] == [{"dtype": "float32", "shape": ["_", "_", 8]}] * 2
    inner = {"dtype": "float32", "shape": [1, "batch", 8]}
    assert forward["result"]["elements"] == [
        {"dtype": "float32", "shape": ["batch", "length", 2]},
        {"elements": [inner, inner]},
    ]
    assert export("Lists", "def forward():\n    return [([torch.ones(2), torch.ones(3)],)]").returncode == 0
    assert described()["metadata"]["methods"]["forward"]["arguments"] == {
        "xs": {"items": {"dtype": "float32", "shape": ["_"]}}
    }


def test_square_examples_do_not_make_the_model_one_of_squares(export: Export, described: Callable[[], Any]) -> None:
    """The library would refuse all other images. What the result shares with the image is known all the same."""
    assert export("Resized", "def forward():\n    return [(torch.ones(1, 3, n, n),) for n in (8, 16)]").returncode == 0
    forward = described()["metadata"]["methods"]["forward"]
    assert forward["arguments"]["x"]["shape"] == [1, 3, "height", "width"]
    assert forward["result"]["entries"]["out"]["shape"] == [1, 3, "height", "width"]


BESIDE = """
version = "1.2"
[methods.forward.arguments.image]
description = "The photo."
shape = ["images", 3, "high", "wide"]
[methods.forward.result]
labels = ["a", "b", "c", "d", "e"]
"""


@pytest.mark.parametrize("name", ["model.kmpgen.toml", "other.toml"])
def test_what_is_stated_goes_over_what_is_seen(
    export: Export, described: Callable[[], Any], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text(BESIDE)
    options = ("--metadata", name) if name == "other.toml" else ()
    assert export("Classifier", IMAGES, *options).returncode == 0
    (tmp_path / name).unlink()
    found = described()["metadata"]
    assert found["version"] == "1.2"
    assert found["methods"]["forward"]["arguments"]["image"] == {
        "description": "The photo.",
        "dtype": "float32",
        "shape": ["images", 3, "high", "wide"],
    }
    assert len(found["methods"]["forward"]["result"]["labels"]) == 5


@pytest.mark.parametrize(
    ("line", "said"), [('shape = ["batch", 3, 224, 224]', "[1, 3, 8, 8]"), ('dtype = "uint8"', "float32")]
)
def test_what_is_stated_may_not_contradict_the_examples(export: Export, tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "model.kmpgen.toml").write_text(f"[methods.forward.arguments.image]\n{line}\n")
    done = export("Classifier", IMAGES)
    assert refused(done, tmp_path) == "KMP807"
    for words in ("model.kmpgen.toml", "method forward", "argument image", said):
        assert words in done.stderr


def refused(done: subprocess.CompletedProcess[str], folder: Path) -> str:
    """The first error's code; nothing was written."""
    assert done.returncode in (1, 2), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert not list(folder.glob("*.ptl")) + list(folder.glob(".*.part"))
    return done.stderr.partition("error[")[2][:6]


ROWS = """
    def forward():
        yield (torch.rand(2, 4), torch.ones(2, 3))
        yield (torch.rand(5, 4), torch.ones(5, 3))
    def embed():
        yield (torch.rand(2, 4),)
"""
THREES = """
    def split():
        yield (torch.ones(3),)
    def shift():
        yield (torch.ones(3),)
"""
KEPT = {
    "frozen": ("Classifier", IMAGES, ("--freeze",), ["best", "forward"]),
    "frozen without forward": ("NoForward", THREES, ("--freeze",), ["shift", "split"]),
    "traced": ("Traced", ROWS, ("--trace",), ["embed", "forward"]),
    "traced and frozen": ("NoForward", THREES, ("--trace", "--freeze"), ["shift", "split"]),
    "traced by name": ("Traced", ROWS, ("--trace", "--method", "embed"), ["embed"]),
}


@pytest.mark.parametrize("name", KEPT)
def test_every_exported_method_stays(export: Export, described: Callable[[], Any], name: str) -> None:
    model, examples, options, wanted = KEPT[name]
    done = export(model, examples, *options)
    assert done.returncode == 0, done.stderr
    assert sorted(methods(described())) == wanted
    for method in wanted:
        assert f"{method}: " in done.stdout


def test_a_traced_model_keeps_the_state_from_before(export: Export, kmpgen: Run, tmp_path: Path) -> None:
    """Tracing runs the method, which counts its calls and adds their number: the file begins with none."""
    examples = """
        def forward():
            return [(torch.ones(1, 4), torch.zeros(1, 3))]
        def embed():
            return [(torch.ones(1, 4),)]
    """
    assert export("Traced", examples, "--trace").returncode == 0
    model = tmp_path / "model.ptl"
    assert kmpgen("record", model, "--examples", tmp_path / "examples.py").returncode == 0
    cases = parity.read(model.with_suffix(".parity").read_bytes(), "model.parity").cases
    found = {name: case.outcome.value for name, (case,) in cases.items() if isinstance(case.outcome, parity.Answer)}
    forward, embed = found["forward"], found["embed"]
    assert isinstance(forward, parity.StrDict)
    out = dict(forward.items)["out"]
    assert isinstance(out, parity.Tensor)
    assert isinstance(embed, parity.Tensor)
    added = [a - b for a, b in zip(struct.unpack("<3f", out.data), struct.unpack("<3f", embed.data), strict=True)]
    assert added == pytest.approx([1, 1, 1])


def test_this_torch_says_that_it_cannot_optimize(export: Export) -> None:
    import torch

    said = export("Plain").stdout
    assert "XNNPACK" in said
    assert "dropout" not in said  # it has none that eval() would switch off
    assert ("not optimized" in said) == (tuple(map(int, torch.__version__.split(".")[:2])) >= (2, 13))
    assert "XNNPACK" not in export("Plain", "", "--no-optimize").stdout


def test_quantization_makes_weights_smaller_and_says_how_far_results_move(
    export: Export, described: Callable[[], Any]
) -> None:
    examples = "def forward():\n    return [(torch.rand(2, 5, 4),)]"
    assert export("Recurrent", examples).returncode == 0
    floats = described()["parameters"]["bytes"]
    done = export("Recurrent", examples, "--quantize", "dynamic")
    assert done.returncode == 0, done.stderr
    assert "quantized: 2 layers" in done.stdout
    assert "quantization moves results by up to" in done.stdout
    found = described()
    assert any(name.startswith("quantized::") for name in found["operators"])
    assert found["parameters"]["bytes"] < floats


@pytest.mark.parametrize("name", ["quantized", "quantized_for_phones", "quantized_for_desktops"])
def test_what_the_user_quantized_is_tried_with_the_users_engine(export: Export, name: str) -> None:
    done = export(name, "def forward():\n    return [(torch.rand(1, 16),)]")
    assert done.returncode == 0, done.stderr
    assert "to the last bit" in done.stdout


def test_a_quantized_model_is_recorded_as_phones_compute_it(export: Export, kmpgen: Run, tmp_path: Path) -> None:
    import torch
    from torch.jit.mobile import _load_for_lite_interpreter

    assert export("quantized", "def forward():\n    return [(torch.arange(16).reshape(1, 16) / 16,)]").returncode == 0
    assert kmpgen("record", "model.ptl", "--examples", "examples.py", cwd=tmp_path).returncode == 0
    recording = parity.read((tmp_path / "model.parity").read_bytes(), "model.parity")
    ((case,),) = recording.cases.values()
    assert isinstance(case.outcome, parity.Answer)
    assert isinstance(case.outcome.value, parity.Tensor)
    answers = {}
    before = torch.backends.quantized.engine
    try:
        for engine in ("qnnpack", "x86"):
            torch.backends.quantized.engine = engine
            module = _load_for_lite_interpreter(str(tmp_path / "model.ptl"))
            answers[engine] = module(torch.arange(16).reshape(1, 16) / 16).numpy().tobytes()
    finally:
        torch.backends.quantized.engine = before
    assert case.outcome.value.data == answers["qnnpack"] != answers["x86"]


def test_a_method_without_the_decorator_is_exported_by_name(export: Export, described: Callable[[], Any]) -> None:
    examples = IMAGES + "    def twice():\n        yield (torch.ones(2),)\n"
    done = export("Classifier", examples)
    assert "--method twice" in done.stdout
    assert "eval(): dropout is off, batch norms use" in done.stdout
    assert methods(described()) == ["forward", "best"]
    assert export("Classifier", examples, "--method", "twice").returncode == 0
    assert sorted(methods(described())) == ["best", "forward", "twice"]


def test_extra_files_are_put_into_the_model(export: Export, described: Callable[[], Any], tmp_path: Path) -> None:
    from kmpgen.reading.extrafiles import read_extra_file

    (tmp_path / "words.txt").write_bytes(b"\x00\xff\r\n")
    done = export("Plain", "", "--extra-file", "words.txt", "--extra-file", "data/more.bin=words.txt")
    assert done.returncode == 0, done.stderr
    assert described()["extra_files"] == ["data/more.bin", "words.txt"]
    for name in ("words.txt", "data/more.bin"):
        assert read_extra_file(tmp_path / "model.ptl", name, 100) == b"\x00\xff\r\n"


SAME = {
    "a state of Python's": ("Counter", "def forward():\n    return [(torch.ones(2),)] * 3"),
    "random numbers": ("Random", "def forward():\n    return [(torch.ones(2),)] * 3"),
    "a plain tuple for a NamedTuple": ("Pointed", "def forward():\n    yield ((torch.ones(2), None),)"),
    "raising": ("Refusing", "def forward():\n    return [(torch.ones(2),), (torch.ones(3),)]"),
}


@pytest.mark.parametrize("name", SAME)
def test_the_file_answers_as_python_does(export: Export, name: str) -> None:
    done = export(*SAME[name])
    assert done.returncode == 0, done.stderr
    assert "to the last bit" in done.stdout
    assert ("1 raising" in done.stdout) == (name == "raising")


def test_how_far_it_may_be_off_can_be_said(export: Export, tmp_path: Path) -> None:
    assert refused(export("Differs", ONES, "--tolerance", "float32=0,0.4"), tmp_path) == "KMP907"
    done = export("Differs", ONES, "--tolerance", "float32=0,0.6")
    assert done.returncode == 0, done.stderr
    assert "the largest difference is 0.5" in done.stdout


def test_a_model_without_examples_is_loaded_and_not_run(export: Export) -> None:
    done = export("Differs")
    assert done.returncode == 0, done.stderr
    assert "forward: not run: it has no examples" in done.stdout


def test_a_method_that_no_library_has_is_not_run(export: Export) -> None:
    done = export("Complex", "def forward():\n    yield (torch.ones(2), 1j)\ndef plain():\n    yield (torch.ones(2),)")
    assert done.returncode == 0, done.stderr
    assert "forward: not run: " in done.stdout
    assert "plain: 1 example, as in Python" in done.stdout
    assert re.findall(r"(\w+): not run: .*\n +build will refuse it: .*--skip \1 ", done.stdout) == [
        "forward",
        "untried",
    ]
    assert "_same: " not in done.stdout
    assert "3 methods" in done.stdout


def test_examples_of_which_none_is_compared_are_warned_of(export: Export) -> None:
    """A mistake in the examples is no success: all raise, none is there, or no result can be compared."""
    examples = "def forward():\n    yield (torch.ones(3),)\ndef spectrum():\n    yield (torch.ones(4),)\n"
    done = export("Untried", f"{examples}def plain():\n    return []")
    assert done.returncode == 0, done.stderr
    warned = re.findall(r"^warning\[(KMP\d+)\]: .*\n  where: model.ptl, method (\w+)$", done.stderr, re.MULTILINE)
    assert warned == [("KMP911", name) for name in ("forward", "plain", "spectrum")], done.stderr
    assert ("complex64" in done.stderr, "RuntimeError" in done.stderr) == (True, True)
    assert "as in Python" not in done.stdout


def test_hostile_docstrings_do_not_reach_the_terminal(export: Export, kmpgen: Run, tmp_path: Path) -> None:
    started = time.monotonic()
    done = export("Hostile")
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - started < 500  # a thread of the module's sleeps longer
    assert "\u202e" not in kmpgen("inspect", tmp_path / "model.ptl").stdout


@dataclass(frozen=True)
class Mistake:
    """An export that is refused: the error's code, and words that tell the user what and where."""

    code: str
    says: tuple[str, ...]
    name: str
    examples: str = ""
    options: tuple[str, ...] = ()


ONES = "def forward():\n    return [(torch.ones(2),), (-torch.ones(2),)]\n"
MISTAKES = {
    "no attribute": Mistake("KMP901", ("Clasifier", "did you mean 'Classifier'"), "Clasifier"),
    "no module": Mistake("KMP901", ("number is an int",), "number"),
    "arguments wanted": Mistake("KMP901", ("width", "def build()"), "build_wide"),
    "a factory fails": Mistake("KMP901", ("KeyError", "models.py, line"), "fails"),
    "no method": Mistake("KMP901", ("did you mean 'best'",), "Classifier", "", ("--method", "bes")),
    "unscriptable": Mistake("KMP902", ("models.py, line", "hint"), "Aborts"),
    "untraceable": Mistake("KMP903", ("hint",), "Plain", "def forward():\n    yield (1,)", ("--trace",)),
    "tracing without examples": Mistake("KMP503", ("--examples",), "Flow", "", ("--trace",)),
    "nothing to quantize": Mistake("KMP904", ("Linear",), "Plain", "", ("--quantize", "dynamic")),
    "no_grad": Mistake("KMP905", ("models.py, line", "`with torch.no_grad():`"), "NoGrad"),
    "lite loader": Mistake("KMP905", ("List[Point]", "method forward"), "Points"),
    "crash": Mistake("KMP904", ("SIGABRT", "tracing"), "Aborts", ONES, ("--trace",)),
    "differs": Mistake("KMP907", ("method forward", "example 1", "1.5"), "Differs", ONES),
    "control flow": Mistake(
        "KMP907", ("method forward", "example 2", "script it", "KMP910"), "Flow", ONES, ("--trace",)
    ),
    "parametrized": Mistake("KMP907", ("remove_parametrizations",), "WeightNorm", ONES),
    "scripted already": Mistake("KMP903", ("leave --trace out",), "scripted", IMAGES, ("--trace",)),
    "wrong example": Mistake("KMP504", ("an int is no Tensor",), "Plain", "def forward():\n    yield (3,)"),
    "no tuple": Mistake("KMP504", ("example 1", "(x,)"), "Plain", "def forward():\n    yield torch.ones(2)"),
    "no function": Mistake("KMP503", ("forward",), "Plain", "def foreward():\n    yield (1,)"),
    "examples exit": Mistake("KMP503", ("SystemExit", "line 2"), "Plain", "raise SystemExit(0)"),
    "examples fail": Mistake("KMP503", ("ZeroDivisionError", "line 2"), "Plain", "1 / 0"),
    "metadata's name": Mistake("KMP909", ("--metadata",), "Plain", "", ("--extra-file", "kmpgen.json=examples.py")),
    "no extra file": Mistake("KMP909", ("nothing.txt",), "Plain", "", ("--extra-file", "nothing.txt")),
    "extra file outside": Mistake("KMP909", ("../x",), "Plain", "", ("--extra-file", "../x=model.py")),
    "no metadata": Mistake("KMP909", ("nothing.toml",), "Plain", "", ("--metadata", "nothing.toml")),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told_and_nothing_is_written(export: Export, tmp_path: Path, name: str) -> None:
    mistake = MISTAKES[name]
    done = export(mistake.name, mistake.examples, *mistake.options)
    code = refused(done, tmp_path)
    assert code == mistake.code, done.stderr
    for words in mistake.says:
        assert words in done.stderr


@pytest.mark.parametrize("target", ["models", "nothing.here:build", "broken:build", "needing:build"])
def test_modules_that_cannot_be_imported_are_told(kmpgen: Run, tmp_path: Path, target: str) -> None:
    (tmp_path / "broken.py").write_text("x = 1\n  y = 2\n")
    (tmp_path / "needing.py").write_text("\nimport not_installed_anywhere\n")
    done = kmpgen("export", target, "-o", "model.ptl", cwd=tmp_path)
    assert refused(done, tmp_path) == "KMP900"
    words = {"broken:build": "broken.py, line 2", "needing:build": "needing.py, line 2"}.get(
        target, target.split(":")[0]
    )
    assert words in done.stderr


def test_a_warning_of_the_tracer_shows_the_users_line(export: Export) -> None:
    done = export("Flow", "def forward():\n    yield (torch.ones(2),)", "--trace")
    assert done.returncode == 0
    line = next(number for number, line in enumerate(MODELS.read_text().splitlines(), 1) if "x.sum() > 0" in line)
    for words in ("warning[KMP910]", "`if x.sum() > 0:`", f"models.py, line {line}"):
        assert words in done.stderr


def test_lines_of_what_is_installed_are_not_shown_as_the_users(
    kmpgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever that is installed: another environment's packages can be on the path."""
    installed = tmp_path / "elsewhere" / "site-packages"
    installed.mkdir(parents=True)
    (installed / "theirs.py").write_text("def half(x):\n    if x.sum() > 0:\n        return x / 2\n    raise OSError\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")]))
    (tmp_path / "examples.py").write_text("import torch\ndef forward():\n    yield (torch.ones(2),)\n")
    (tmp_path / "mine.py").write_text(
        "import torch\nfrom theirs import half\n"
        "class Mine(torch.nn.Module):\n    def forward(self, x):\n        return half(x)\n"
        "def build():\n    half(torch.zeros(1))\n"
    )
    words = ("--trace", "--examples", "examples.py", "-o", "model.ptl")
    traced = kmpgen("export", "mine:Mine", *words, cwd=tmp_path)
    assert (traced.returncode, traced.stderr) == (0, "")
    assert "mine.py, line 7" in kmpgen("export", "mine:build", *words, cwd=tmp_path).stderr


def test_what_phones_cannot_load_is_told_at_once(export: Export) -> None:
    examples = "def forward():\n    yield (torch.ones(1, 3, 8, 8),)"
    done = export("Resized", examples)
    assert done.returncode == 0
    assert "warning[KMP850]" in done.stderr
    assert "--freeze" in done.stderr
    assert export("Resized", examples, "--freeze").stderr == ""


def test_metadata_beside_it_that_is_no_file_is_refused(export: Export, tmp_path: Path) -> None:
    (tmp_path / "model.kmpgen.toml").symlink_to("nowhere")
    done = export("frozen")
    assert (done.returncode, re.findall(r"KMP\d+", done.stderr)) == (1, ["KMP800"]), done.stderr
    assert not (tmp_path / "model.ptl").exists()


def test_an_earlier_file_stays_where_an_export_fails(export: Export, tmp_path: Path) -> None:
    (tmp_path / "model.ptl").write_bytes(b"before")
    assert export("Differs", ONES).returncode == 1
    assert (tmp_path / "model.ptl").read_bytes() == b"before"


@pytest.mark.parametrize("output", ["model.pt", "nowhere/model.ptl", "."])
def test_an_output_that_cannot_be_is_refused_at_once(kmpgen: Run, tmp_path: Path, output: str) -> None:
    done = kmpgen("export", f"{MODELS}:Plain", "-o", output, cwd=tmp_path)
    assert (done.returncode, refused(done, tmp_path)) == (2, "KMP908")


# What a hint must say, of each class in tests/export/unscriptable/models.py.
HINTS = {
    "Unannotated": "`n: int`",
    "Branches": "-> Optional[Tensor]",
    "Maybe": "is not None",
    "MaybeCalled": "is not None",
    "HalfDefined": "before the `if`",
    "TwoTypes": "a name of its own",
    "EmptyList": "out: List[int] = []",
    "Variadic": "one by one",
    "Indexed": "enumerate(self.layers)",
    "ForeignType": "NamedTuple",
    "PlainList": "nn.ModuleList",
    "EmptyState": "seen: List[Tensor]",
    "NewState": "__init__",
    "Global": "keep it in self",
    "Builtin": "few functions of Python",
    "Try": "no try",
    "Lambda": "lambda",
    "Comprehension": "comprehension",
    "Numpy": "knows no numpy",
    "NumpyMethod": "knows no numpy",
    "Division": "`//`",
    "Helper": "`n: int`",
    "Listed": "x.tolist()",
    "Misspelt": "__init__",
    "InTorch": "convert it",
}
LINELESS = {
    "Data": "NamedTuple",
    "Normed": "remove_weight_norm(layer)",
    "Meta": "load its weights",
    "Hooked": "remove()",
    "Taken": "set the rest in __init__",
    "Returned": "returns Tensors",
}
"""The same where torch names no line."""
UNSCRIPTABLE = ROOT / "tests" / "export" / "unscriptable" / "models.py"


@pytest.fixture(scope="module")
def explained() -> dict[str, dict[str, str]]:
    """What is said of each, by its name. One process for all: most of a refused export is torch's import."""
    script = f"""
        import json, sys
        from pathlib import Path
        from kmpgen.errors import KmpgenError
        from kmpgen.exporting import making, target
        found = {{}}
        for name in {[*HINTS, *LINELESS]!r}:
            module = target.load(f"{UNSCRIPTABLE.name}:{{name}}", Path(sys.argv[1]))
            made = making.Making(name, Path(sys.argv[1]))
            try:
                module = making.ready(module, made)
                if hasattr(module, "example"):
                    making.traced(module, {{"forward": module.example}}, made)
                else:
                    making.scripted(module, made)
            except KmpgenError as error:
                (said,) = error.diagnostics
                found[name] = {{"where": str(said.where), "message": said.message, "hint": said.hint}}
        print(json.dumps(found))
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(UNSCRIPTABLE.parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", HINTS)
def test_scripting_errors_show_the_users_line_and_a_hint(explained: dict[str, dict[str, str]], name: str) -> None:
    lines = UNSCRIPTABLE.read_text().splitlines()
    start = lines.index(f"class {name}(nn.Module):")
    number = next(number for number in range(start, len(lines)) if lines[number].endswith("here"))
    said = explained[name]
    assert said["where"] == f"models.py, line {number + 1}"
    assert f"`{lines[number].strip()}`" in said["message"]
    assert HINTS[name] in said["hint"]
    assert " , at" not in said["message"]


@pytest.mark.parametrize("name", LINELESS)
def test_errors_without_a_line_have_a_hint_too(explained: dict[str, dict[str, str]], name: str) -> None:
    said = explained[name]
    assert LINELESS[name] in said["hint"]
    assert not re.search(r"0x| ,|\s$", said["message"])  # no address, which is another one each time
