"""examples/model-store: both halves compile over the sample library, and it runs on the JVM against a real server."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from kmpgen.verify import Report, verify
from tests.feature_models import ROOT

pytestmark = pytest.mark.slow
EXAMPLE = ROOT / "examples/model-store"
SAMPLE = ROOT / "generated/sentiment-classifier"
MODEL = ROOT / "generated/sentiment/sentiment.ptl"
TEST = ROOT / "tests/modelstore/ModelStoreTest.kt"
TIERS = ("kotlin-common", "kotlin-android", "kotlin-ios", "run-android")


def _retrained(path: Path) -> None:
    """The sample model with weights of the other sign."""
    with zipfile.ZipFile(MODEL) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = bytearray(old.read(name))
            if re.search(r"/data/\d+$", name):
                content[3::4] = bytes(byte ^ 0x80 for byte in content[3::4])
            new.writestr(name, bytes(content))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The sample library with the example's sources in its source sets."""
    library = Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("store") / "library"))
    for source_set in ("commonMain", "androidMain", "iosMain"):
        shutil.copytree(EXAMPLE / "src" / source_set / "kotlin", library / "src" / source_set / "kotlin/store")
    shutil.copy(TEST, library / "src/androidDeviceTest/kotlin")
    resources = library / "src/commonTest/resources"
    _retrained(resources / "retrained.ptl")
    shutil.copy(ROOT / "tests/features/tensor/model.ptl", resources / "other.ptl")
    (said,) = verify([library], TIERS)
    return said


@pytest.mark.parametrize("tier", TIERS)
def test_the_store_compiles_and_runs(report: Report, tier: str) -> None:
    result = report[tier]
    assert result.status == "ok", f"{result}\n{result.details}"
    passed = re.findall(r"^ModelStoreTest\.\w+ passed$", result.details, re.MULTILINE)
    assert len(passed) == (TEST.read_text().count("@Test\n") if tier == "run-android" else 0)
