"""Models of random signatures: each builds, and both halves answer what torch does, to the last bit.

The seed is fixed; ``KMPGEN_SEED=123`` sets another. Each model is a test of its own; since compiling takes long, many
share a library, a runtime and a program.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from kmpgen.build import build
from kmpgen.config import Config
from kmpgen.errors import KmpgenError
from kmpgen.verify import TierResult, verify
from kmpgen.writing import writer
from tests import random_models
from tests.feature_models import ROOT
from tests.random_models import RandomModel, generate

DEFAULT_SEED = 4
SEED = int(os.environ.get("KMPGEN_SEED", DEFAULT_SEED))
COUNT = 60
LIBRARIES = 3
TIERS = ("run-android", "run-ios-kotlin")
MODELS = generate(SEED, COUNT)


@dataclass(frozen=True)
class Verdicts:
    """Why models could not be recorded or built, and what the tiers say of the library that each is in."""

    problems: dict[str, str]
    results: dict[str, dict[str, TierResult]]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """All models through everything, in one batch."""
    folder = tmp_path_factory.mktemp("random-models")
    random_models.write(MODELS, folder)
    # torch says of each file that another format is newer.
    command: list[str | Path] = [
        sys.executable,
        "-W",
        "ignore::DeprecationWarning",
        "-m",
        "tests.random_models",
        folder,
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    problems = {model.name: why for model in MODELS if (why := _problem(folder, model))}
    sound = [model for model in MODELS if model.name not in problems]
    parts = {f"random-{'abc'[at]}": sound[at::LIBRARIES] for at in range(LIBRARIES)}
    libraries = tmp_path_factory.mktemp("random-libraries")
    for name, models in parts.items():
        _build(name, _files(folder, models), libraries / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KMPGEN_EXACT", "1")  # this very torch has just recorded them
        reports = verify([libraries / name for name in parts], TIERS)
    results = {
        model.name: {tier: report[tier] for tier in TIERS}
        for models, report in zip(parts.values(), reports, strict=True)
        for model in models
    }
    return Verdicts(problems, results)


def _problem(folder: Path, model: RandomModel) -> str | None:
    """Why a model has no library of its own, so that it fails its own tests and no other's."""
    if why := random_models.problem(folder, model.name):
        return why
    try:
        build(_files(folder, [model]), Config(name=model.name))
    except KmpgenError as error:
        return "\n".join(map(str, error.diagnostics))
    return None


def _files(folder: Path, models: Sequence[RandomModel]) -> list[Path]:
    return [folder / model.name / f"{model.name}.ptl" for model in models]


def _build(name: str, models: Sequence[Path], library: Path) -> None:
    files = build(models, Config(name=name)).files
    writer.update(library, files, force=True)


@pytest.mark.slow
@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_answers_are_those_of_torch(model: RandomModel, tier: str, verdicts: Verdicts) -> None:
    what = f"{model.name} of KMPGEN_SEED={SEED}:\n\n{model.source()}\n\n{model.examples()}"
    assert model.name not in verdicts.problems, f"{verdicts.problems[model.name]}\n{what}"
    result = verdicts.results[model.name][tier]
    outcomes = _outcomes(result.details, model)
    passed = [outcome for outcome in outcomes if outcome.endswith(" passed")]
    failed = [outcome for outcome in outcomes if outcome not in passed]
    assert not failed, "\n".join([*failed, what])
    # The tests' names tell that each method was run: a library that does not compile has none.
    assert len(passed) >= len(model.methods), f"{result}\n{result.details}\n{what}"


def _outcomes(details: str, model: RandomModel) -> list[str]:
    """What a tier's details say of one model's tests, each with the trace that follows it."""
    shown = details.replace("\0", "\\0")  # of the values; logs that hold one count as binary
    outcomes = re.split(r"^(?=\S+ (?:passed$|failed: ))", shown, flags=re.MULTILINE)
    return [outcome.strip() for outcome in outcomes if re.match(rf"(\S+\.)?{model.class_name}ParityTest\.", outcome)]


def test_the_seed_decides_everything() -> None:
    assert generate(SEED, COUNT) == MODELS
    assert generate(SEED + 1, COUNT) != MODELS
    assert MODELS[:3] == generate(SEED, 3)  # so that fewer can be run to look into one


def test_the_whole_type_table_is_drawn() -> None:
    """By the default seed, which CI runs: every scalar and container at three levels, NamedTuples outermost."""
    methods = [method for model in generate(DEFAULT_SEED, COUNT) for method in model.methods]
    drawn = {part for method in methods for type_ in method.arguments for part in random_models.parts(type_)}
    kinds = {*map(str, random_models.SCALARS), *random_models.CONTAINERS}
    assert {(kind, depth) for kind in kinds for depth in range(3)} <= drawn
    assert ("NamedTuple", 0) in drawn
    assert any(depth == 4 for _, depth in drawn)
    assert {method.name.rstrip("0123456789_") for method in methods} == {"echo", "shuffle", "gather", "record"}
