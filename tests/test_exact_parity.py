"""With ``KMPGEN_EXACT=1`` the run tiers take torch's numbers to the last bit and nothing else.

Arithmetic is recorded here anew, by the torch that the tiers run over: between kinds of processor last bits differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kmpgen.recording import parity
from kmpgen.verify import Report, verify
from tests.feature_models import ROOT

pytestmark = pytest.mark.slow
FEATURES = ROOT / "tests/features"
TIERS = ("run-android", "run-ios-native", "run-ios-kotlin")
ARITHMETIC = ("sequential", "quantized", "streaming_state")
MODELS = ROOT / "tests/export/models.py"
TWO_INPUTS = """
import torch
def forward(): return [(torch.rand(1, 4), torch.rand(1, 3))]
def embed(): return [(torch.rand(1, 4),)]
"""
WITH_STATE = """
import torch
def forward(): return [(torch.rand(2, 5, 4),), (torch.rand(1, 3, 4), (torch.rand(1, 1, 8), torch.rand(1, 1, 8)))]
"""
# What `kmpgen export` makes on the way, of the modules there: name, examples, options.
EXPORTED = {
    "traced": ("Traced", TWO_INPUTS, "--trace"),
    "quantized on the way": ("Recurrent", WITH_STATE, "--quantize", "dynamic", "--freeze"),
}
OFF = "off by a bit"
"""A recording whose first number is the next one that a float can be."""


@pytest.fixture(scope="module")
def libraries(
    kmpgen: Callable[..., CompletedProcess[str]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    folders = {}
    for name in (*ARITHMETIC, *EXPORTED, OFF):
        feature = FEATURES / (name if name != OFF else "scalars")
        folder = tmp_path_factory.mktemp("exact")
        model, examples = folder / "model.ptl", feature / "examples.py"
        if name in EXPORTED:
            examples = folder / "examples.py"
            target, text, *options = EXPORTED[name]
            examples.write_text(text)
            exported = kmpgen("export", f"{MODELS}:{target}", "-o", model, "--examples", examples, *options)
            assert exported.returncode == 0, exported.stderr
        else:
            model.write_bytes((feature / "model.ptl").read_bytes())
        done = kmpgen("record", model, "--examples", examples)
        assert done.returncode == 0, done.stderr
        if name == OFF:
            _shift(model.with_suffix(parity.SUFFIX))
        folders[name] = folder / "library"
        built = kmpgen("build", model, "-o", folders[name], "--package", f"com.example.exact{len(folders)}")
        assert built.returncode == 0, built.stderr
    return folders


def _shift(file: Path) -> None:
    """Moves the first float among the answers by the least that there is."""
    recording = parity.read(file.read_bytes(), file.name)
    for method, cases in recording.cases.items():
        for number, case in enumerate(cases):
            if isinstance(case.outcome, parity.Answer) and isinstance(case.outcome.value, float):
                moved = replace(case, outcome=parity.Answer(math.nextafter(case.outcome.value, math.inf)))
                changed = {**recording.cases, method: (*cases[:number], moved, *cases[number + 1 :])}
                file.write_bytes(parity.write(replace(recording, cases=changed)))
                return
    raise AssertionError("no answer is a float")


@pytest.fixture(scope="module")
def reports(libraries: dict[str, Path]) -> dict[str, Report]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KMPGEN_EXACT", "1")
        return dict(zip(libraries, verify(list(libraries.values()), TIERS), strict=True))


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", [*ARITHMETIC, *EXPORTED])
def test_arithmetic_is_torchs_to_the_last_bit(reports: dict[str, Report], name: str, tier: str) -> None:
    result = reports[name][tier]
    assert str(result) == f"{tier} ok", f"{result}\n{result.details}"


@pytest.mark.parametrize("tier", TIERS)
def test_the_last_bit_counts(reports: dict[str, Report], tier: str) -> None:
    assert reports[OFF][tier].status == "failed"


def test_without_it_the_last_bit_is_tolerated(libraries: dict[str, Path]) -> None:
    (report,) = verify([libraries[OFF]], ["run-ios-native"])
    assert report["run-ios-native"].status == "ok"
