"""The committed sample model runs in torch's lite interpreter, knows its subject, and is what its sources make."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "generated" / "sentiment"
MODEL = FOLDER / "sentiment.ptl"

# All of them were seen to load and run in torch 1.12.1, the oldest runtime that this project cares for.
OPERATORS = {
    "aten::Float.Scalar", "aten::Int.Scalar", "aten::__getitem__.str", "aten::__getitem__.t", "aten::add.str",
    "aten::append.t", "aten::embedding", "aten::eq.int", "aten::ge.float", "aten::get.default_str", "aten::gt.int",
    "aten::isalnum", "aten::item", "aten::len.str", "aten::len.t", "aten::linear", "aten::lower", "aten::mean.dim",
    "aten::ne.Scalar", "aten::select.int", "aten::softmax.int", "aten::sum", "aten::tensor",
}  # fmt: skip


@pytest.fixture(scope="module")
def says() -> dict[str, Any]:
    return _run(MODEL)


@pytest.mark.slow
def test_knows_its_subject(says: dict[str, Any]) -> None:
    assert says["held_out"] == 80
    assert says["right"] >= 68, "chance is 40"


@pytest.mark.slow
def test_methods_do_what_they_say(says: dict[str, Any]) -> None:
    assert says["labels"] == ["negative", "positive"]
    assert says["great"]["dtype"] == "torch.int64"
    first, second, third = says["great"]["ids"]
    assert first == second != third
    assert says["no_words"] == [0]
    assert says["no_words_classified"][2] == 0
    label, score, known_words = says["classified"]
    assert (label, known_words) == ("positive", 4)
    assert 0.5 < score < 1
    assert says["classified_strictly"] == ["negative", score, 4]


@pytest.mark.slow
def test_forward_gives_the_probability_of_each_label(says: dict[str, Any]) -> None:
    for probabilities, label in zip(says["probabilities"], says["labels_said"], strict=True):
        assert sum(probabilities) == pytest.approx(1)
        assert label == says["labels"][int(probabilities[1] >= 0.5)]


@pytest.mark.slow
def test_runs_on_old_runtimes(says: dict[str, Any]) -> None:
    assert set(says["operators"]) <= OPERATORS


def test_is_small() -> None:
    assert MODEL.stat().st_size < 1_000_000


@pytest.mark.slow
def test_is_what_its_sources_make(tmp_path: Path) -> None:
    """Not byte for byte, see the folder's README: the same methods, and as able."""
    trained = tmp_path / MODEL.name
    _python(str(FOLDER / "train.py"), str(trained))
    assert _schema(trained) == _schema(MODEL)
    assert _run(trained)["right"] >= 68


def _schema(model: Path) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(_python("-m", "kmpgen", "inspect", str(model), "--json"))
    return {key: described[key] for key in ("class", "methods", "parameters", "operators", "extra_files")}


def _run(model: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(_python("-m", "tests.sample_model", str(model)))
    return said


def _python(*words: str) -> str:
    command = [sys.executable, "-W", "ignore", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
