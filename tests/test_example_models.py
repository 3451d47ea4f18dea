"""examples/models: what apps really have, made by scripts/example_models.py, as one library that runs on both halves.

`test_features` compiles that library on every tier, with the oldest Kotlin too.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from kmpgen.recording import parity
from kmpgen.verify import RUN_TIERS, verify
from tests.conftest import Run
from tests.feature_models import ROOT

FOLDER = ROOT / "examples" / "models"
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/model.py"))
MOST_BYTES = 2_000_000
README = (FOLDER / "README.md").read_text("utf-8")


def test_the_torch_that_made_them_is_the_one_that_tests_have() -> None:
    """So are the other packages that both pin; torchvision and torchaudio are needed to make the models alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    tests = _pins(project["project"]["optional-dependencies"]["dev"])
    made = _pins((FOLDER / "requirements.txt").read_text("utf-8").splitlines()[1:])
    assert {package: made[package] for package in made.keys() & tests.keys()} == {
        package: tests[package] for package in ("docstring-parser", "numpy", "torch")
    }


def _pins(requirements: Iterable[str]) -> dict[str, str]:
    return dict(line.split("==") for line in requirements)


@pytest.mark.parametrize("name", NAMES)
def test_each_folder_is_whole(kmpgen: Run, name: str) -> None:
    model = FOLDER / name / f"{name}.ptl"
    assert model.stat().st_size < MOST_BYTES
    shown = json.loads(kmpgen("inspect", model, "--json").stdout)
    stated = tomllib.loads((FOLDER / name / "metadata.toml").read_text("utf-8"))
    assert {key: shown["metadata"][key] for key in ("name", "version", "license")} == {
        key: stated[key] for key in ("name", "version", "license")
    }
    recorded = parity.read(model.with_suffix(parity.SUFFIX).read_bytes(), name)
    public = {method["name"] for method in shown["methods"] if not method["name"].startswith("_")}
    assert set(recorded.cases) == public
    assert f"[{name}]({name})" in README
    assert not any(isinstance(case.outcome, parity.Raised) for cases in recorded.cases.values() for case in cases)


SCORES = {"deeplab": (1, 21, 2, 2), "mobilenet": (1, 1000), "quantized": (1, 10), "sentiment": (1, 3)}
"""Shapes, for the labels that the README of a library shows."""
HEADER = """\
package com.example.models

import com.example.models.torch.*
import kotlin.test.Test

"""


@pytest.mark.slow
def test_all_of_them_answer_as_torch_does_on_both_halves(kmpgen: Run, tmp_path: Path) -> None:
    """Built as an app's team would: seven facades in one library, over one runtime. The calls in the README compile,
    and what libraries' own READMEs show of labels runs."""
    library = tmp_path / "library"
    models = [FOLDER / name / f"{name}.ptl" for name in NAMES]
    done = kmpgen("build", *models, "--name", "example-models", "--package", "com.example.models", "-o", library)
    assert done.returncode == 0, done.stderr
    calls = re.findall(r"```kotlin\n(.*?)```", README, re.DOTALL)
    assert len(calls) == len(NAMES)
    tests = library / "src/commonTest/kotlin"
    (tests / "Calls.kt").write_text(HEADER + "\n".join(calls))
    (tests / "ReadmeTest.kt").write_text(HEADER + _readme_test(kmpgen, tmp_path))
    (report,) = verify([library], RUN_TIERS)
    assert {tier.name: f"{tier}\n{tier.details}" for tier in report.tiers if tier.status != "ok"} == {}


def _readme_test(kmpgen: Run, folder: Path) -> str:
    """A test of each model's labels, as the README of a library of that model alone reads them."""
    tests = []
    for name, shape in SCORES.items():
        assert kmpgen("build", FOLDER / name / f"{name}.ptl", "-o", folder / name).returncode == 0
        readme = (folder / name / "README.md").read_text("utf-8")
        (block,) = re.findall(r"### Labels\n.*?```kotlin\n(.*?)```", readme, re.DOTALL)
        scores = f"Tensor.of(FloatArray({math.prod(shape)}), {', '.join(map(str, shape))})"
        tests.append(f"@Test\nfun {name}() {{\nval number = 0L\nval scores = {scores}\n{block}}}\n")
    return f"class ReadmeTest {{\n{''.join(tests)}}}\n"
