"""What metadata adds to emitted code does what it says, on both halves."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable

import pytest

from kmpgen.verify import Report, verify
from tests.feature_models import ROOT, Feature

pytestmark = pytest.mark.slow
TIERS = ("run-android", "run-ios-kotlin")
TESTS = {"metadata_guards": "GuardsTest", "metadata_images": "ImagesTest", "metadata_labels": "LabelsTest"}
"""The tests of tests/helpers, by the feature whose library they are of."""


@pytest.fixture(scope="module")
def reports(
    kmpgen: Callable[..., subprocess.CompletedProcess[str]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Report]:
    """Each library with its recording and its tests; one batch."""
    folders = {}
    for name, test in TESTS.items():
        folders[name] = tmp_path_factory.mktemp(name) / "library"
        built = kmpgen("build", *Feature(ROOT / "tests/features" / name).words, "-o", folders[name])
        assert built.returncode == 0, built.stderr
        shutil.copy(ROOT / f"tests/helpers/{test}.kt", folders[name] / "src/commonTest/kotlin")
    return dict(zip(folders, verify(list(folders.values()), TIERS), strict=True))


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", TESTS)
def test_helpers_do_what_they_say(reports: dict[str, Report], name: str, tier: str) -> None:
    result = reports[name][tier]
    assert result.status == "ok", f"{result}\n{result.details}"
    assert f"{TESTS[name]}." in result.details
