"""Each feature folder: its facade is the expected one and compiles on every target; a refused model says why.

Whatever reads `reports` or `oldest_kotlin` stands in this file: workers get whole files; two would compile it twice.
"""

from __future__ import annotations

import pytest

from kmpgen.verify import COMPILE_TIERS, HALVES, TierResult
from tests import expected, variants
from tests.feature_models import EMITTED, REFUSED, ROOT, Feature


@pytest.mark.parametrize("feature", EMITTED, ids=lambda feature: feature.name)
def test_facade_is_the_expected_one(feature: Feature) -> None:
    assert expected.facade(feature) == (feature.folder / "facade.kt").read_text("utf-8"), expected.REWRITE


@pytest.mark.parametrize("feature", REFUSED, ids=lambda feature: feature.name)
def test_refusal_is_the_expected_one(feature: Feature) -> None:
    said = expected.refusal(feature)
    assert said == (feature.folder / "refused.txt").read_text("utf-8"), expected.REWRITE
    assert said.endswith("exit 1, written: nothing\n")


@pytest.mark.parametrize("tier", COMPILE_TIERS)
@pytest.mark.parametrize("feature", EMITTED, ids=lambda feature: feature.name)
def test_emitted_library_compiles(feature: Feature, tier: str, reports: dict[str, dict[str, TierResult]]) -> None:
    result = reports[feature.name][tier]
    assert result.status == "ok", f"{result}\n{result.details}"


@pytest.mark.parametrize("tier", COMPILE_TIERS)
@pytest.mark.parametrize("name", variants.NAMES)
def test_variant_compiles(name: str, tier: str, reports: dict[str, dict[str, TierResult]]) -> None:
    """Hostile file names, another prefix, methods or a half left out: what is emitted compiles all the same."""
    result = reports[name][tier]
    if HALVES.get(tier) == variants.LACKS.get(name, "neither"):
        assert str(result) == f"{tier} skipped: the library has no {HALVES[tier]} half"
    else:
        assert result.status == "ok", f"{result}\n{result.details}"


@pytest.mark.parametrize(
    "name",
    [
        *(feature.name for feature in EMITTED),
        *(name for name in variants.NAMES if variants.LACKS.get(name) != "Android"),
    ],
)
def test_the_oldest_kotlin_takes_the_android_half(name: str, oldest_kotlin: dict[str, TierResult]) -> None:
    assert oldest_kotlin[name].status == "ok", oldest_kotlin[name].details


@pytest.mark.parametrize("feature", EMITTED, ids=lambda feature: feature.name)
def test_warnings_are_the_expected_ones(feature: Feature) -> None:
    expectation = feature.folder / "warnings.txt"
    assert expected.warnings(feature) == (expectation.read_text("utf-8") if expectation.exists() else ""), (
        expected.REWRITE
    )


def test_expectations_are_those_of_the_features() -> None:
    """No file is left over from a feature that was renamed."""
    folder = ROOT / "tests" / "features"
    assert {*folder.glob("*/facade.kt"), *folder.glob("*/warnings.txt"), *folder.glob("*/refused.txt")} == set(
        expected.feature_files()
    )
