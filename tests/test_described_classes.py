"""Metadata of a tuple's class that stands in several places: an argument's, and results of several methods."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kmpgen.cli import main
from tests.feature_models import ROOT

SHAPES = '[methods.forward.arguments]\nstate.elements = [{ dtype = "float32", shape = ["size"] }, {}]\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a model whose one state is what `start` returns, and what `forward` takes and returns."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "tests/features/state_tuple/model.ptl", tmp_path)
    return tmp_path


def built(folder: Path, text: str) -> Result:
    (folder / "model.kmpgen.toml").write_text(text, "utf-8")
    return CliRunner().invoke(main, ["build", "model.ptl", "-o", "out"])


def classes(folder: Path) -> dict[str, list[str]]:
    """The classes of the library, each with its properties."""
    (model,) = json.loads((folder / "out/kmpgen.lock").read_text("utf-8"))["models"]
    return {each["name"]: [item["name"] for item in each["properties"]] for each in model["kotlin"]["classes"]}


def told(folder: Path) -> list[tuple[str, str]]:
    """What the README says of properties."""
    return re.findall(r"^- `(\w+)`: (.+)$", (folder / "out/README.md").read_text("utf-8"), re.MULTILINE)


def test_names_are_taken_wherever_they_stand(folder: Path) -> None:
    """Also where another place says more of the same class, as `export` does of what it has seen."""
    result = built(
        folder,
        f'{SHAPES}[methods.start.result]\nclass = "State"\nelements = [{{ name = "hidden" }}]\n'
        '[methods.forward.result]\nelements = [{}, { name = "next", elements = [{}, { name = "cell_state" }] }]\n',
    )
    assert result.exit_code == 0, result.output
    assert classes(folder) == {"State": ["hidden", "cellState"], "ForwardResult": ["first", "next"]}


def test_what_differs_from_place_to_place_is_told_with_the_place(folder: Path) -> None:
    result = built(
        folder,
        f'{SHAPES}[methods.start.result]\nelements = [{{ description = "Zeros" }}, {{ unit = "m" }}]\n'
        '[methods.forward.result]\nelements = [{}, { elements = [{ description = "Zeros" }] }]\n',
    )
    assert result.exit_code == 0, result.output
    first = "Where `forward` takes it: `float32[size]`. Where `forward` returns it or `start` returns it: Zeros."
    assert {("first", first), ("second", "In m.")} <= {*told(folder)}


def test_what_differs_at_one_place_is_told(folder: Path) -> None:
    """A tuple may stand in another one several times, or in a Dict."""
    shutil.copy(ROOT / "tests/features/metadata_guards/model.ptl", folder)
    result = built(folder, "")
    assert result.exit_code == 0, result.output
    assert ("second", "`[size]`. Or: `[1]`.") in told(folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'start.result.class = "Start"\nforward.arguments.state.class = "State"\n',
            ["'State' at methods.forward.arguments.state", "'Start' at methods.start.result"],
        ),
        (
            'start.result.elements = [{ name = "a" }]\nforward.result.elements = [{}, {elements = [{name = "b"}]}]\n',
            ["'b' at methods.forward.result.elements.1", "'a' at methods.start.result"],
        ),
        (
            'start.result.elements = [{ name = "a" }]\nforward.arguments.state.elements = [{}, { name = "A" }]\n',
            ['"a" is taken', "model.kmpgen.toml at methods.forward.arguments.state\n"],
        ),
        (
            'start.result.class = "Same"\nforward.result.class = "same"\n',
            ["'same' is taken", "model.kmpgen.toml at methods.forward.result.class\n"],
        ),
        (
            'start.result.class = "StateTuple"\n',
            ["'StateTuple' is taken", "model.kmpgen.toml at methods.start.result.class\n"],
        ),
    ],
    ids=["of the class", "of a property", "of two properties", "of two classes", "of class and facade"],
)
def test_names_that_cannot_both_be_are_an_error(folder: Path, text: str, said: list[str]) -> None:
    result = built(folder, f"[methods]\n{text}")
    assert (result.exit_code, re.findall(r"error\[(KMP\d+)\]", result.output)) == (1, ["KMP808"]), result.output
    assert all(each in result.output for each in said), result.output
    assert not (folder / "out").exists()


def test_kmpgen_toml_settles_what_metadata_says_twice(folder: Path) -> None:
    (folder / "kmpgen.toml").write_text(
        '[[model]]\npath = "model.ptl"\nclasses.ForwardState = "Mine"\nfields.ForwardState.first = "one"\n'
    )
    result = built(
        folder,
        '[methods]\nstart.result = { class = "Start", elements = [{ name = "a" }, { name = "two" }] }\n'
        'forward.arguments.state = { class = "State", elements = [{ name = "b" }] }\n',
    )
    assert result.exit_code == 0, result.output
    assert classes(folder)["Mine"] == ["one", "two"]
    swapped = 'elements = [{ name = "second" }, { name = "first" }]'
    result = built(folder, f"[methods]\nstart.result = {{ {swapped} }}\nforward.arguments.state = {{ {swapped} }}\n")
    assert result.exit_code == 0, result.output
    assert classes(folder)["Mine"] == ["one", "first"]
