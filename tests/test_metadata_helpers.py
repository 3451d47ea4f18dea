"""What metadata adds to emitted code: there where it asks for it, and does what it says, on both halves."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kmpgen.verify import Report, verify
from tests.feature_models import PLAIN, ROOT, Feature
from tests.variants import RETURNED_IMAGE

TIERS = ("run-android", "run-ios-kotlin")
TESTS = {"metadata_guards": "GuardsTest", "metadata_images": "ImagesTest", "metadata_labels": "LabelsTest"}
"""The tests of tests/helpers, by the feature whose library they are of."""
GUARDS, LABELS = {"MethodGuard.kt"}, {"Labels.kt"}
IMAGES = {"ImageInput.kt", "ImageOutput.kt", "Pixels.kt", "Pixels.android.kt", "Pixels.ios.kt", "UIImage.ios.kt"}
FILES = {"metadata_guards": GUARDS, "metadata_images": GUARDS | IMAGES, "metadata_labels": LABELS}
Run = Callable[..., subprocess.CompletedProcess[str]]


def _built(kmpgen: Run, feature: str, folder: Path, *options: str | Path) -> Path:
    built = kmpgen("build", *Feature(ROOT / "tests/features" / feature).words, "-o", folder, *options)
    assert built.returncode == 0, built.stderr
    return folder


def _added(library: Path) -> set[str]:
    return {path.name for path in library.glob("src/*Main/kotlin/**/torch/*.kt")} & {*GUARDS, *LABELS, *IMAGES}


@pytest.mark.parametrize("name", FILES)
def test_only_what_metadata_asks_for_is_there(kmpgen: Run, tmp_path: Path, name: str) -> None:
    assert _added(_built(kmpgen, name, tmp_path / "with")) == FILES[name]
    assert _added(_built(kmpgen, name, tmp_path / "without", "--no-metadata")) == set()
    assert _added(_built(kmpgen, PLAIN.name, tmp_path / "plain")) == set()


def test_an_image_that_is_only_returned_asks_for_no_input(kmpgen: Run, tmp_path: Path) -> None:
    model = shutil.copy(ROOT / "tests/features/tensor/model.ptl", tmp_path)
    (tmp_path / "model.kmpgen.toml").write_text(RETURNED_IMAGE)
    assert kmpgen("build", model, "-o", tmp_path / "library").returncode == 0
    assert _added(tmp_path / "library") == IMAGES - {"ImageInput.kt"}


@pytest.fixture(scope="module")
def reports(kmpgen: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """Each library with its recording and its tests; one batch."""
    folders = {}
    for name, test in TESTS.items():
        folders[name] = _built(kmpgen, name, tmp_path_factory.mktemp(name) / "library")
        shutil.copy(ROOT / f"tests/helpers/{test}.kt", folders[name] / "src/commonTest/kotlin")
    return dict(zip(folders, verify(list(folders.values()), TIERS), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", TESTS)
def test_helpers_do_what_they_say(reports: dict[str, Report], name: str, tier: str) -> None:
    result = reports[name][tier]
    assert result.status == "ok", f"{result}\n{result.details}"
    assert f"{TESTS[name]}." in result.details


@pytest.mark.slow
@pytest.mark.parametrize("name", ["metadata_images", "metadata_labels"])
def test_helpers_stand_on_a_runtime_of_another_package(kmpgen: Run, tmp_path: Path, name: str) -> None:
    settings = tmp_path / "kmpgen.toml"
    settings.write_text('[library]\nruntime = "external:com.acme:torch-runtime:1.0.0"\npackage = "com.acme.helped"\n')
    library = _built(kmpgen, name, tmp_path / "library", "--config", settings)
    made = kmpgen("build", "--config", settings, "--runtime-only", "-o", tmp_path / "runtime")
    assert made.returncode == 0, made.stderr
    tiers = ("--tier", "kotlin-common", "--tier", "kotlin-android", "--tier", "kotlin-ios")
    verified = kmpgen("verify", library, "--runtime", tmp_path / "runtime", *tiers)
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.slow
def test_labels_of_many_results_compile(kmpgen: Run, tmp_path: Path) -> None:
    """They are in one class, of which the JVM takes 64 KB of code a method and no more than so many strings."""
    model = shutil.copy(ROOT / "tests/features/dict_str/model.ptl", tmp_path)
    for sets, size in (many := {12: 1_000, 3: 21_843, 40: 1_000, 500: 9}).items():
        labels = [f"entries.r{at}.labels = {[f'label {at} {number}' for number in range(size)]}" for at in range(sets)]
        (tmp_path / "model.kmpgen.toml").write_text("\n".join(["[methods.forward.result]", *labels]))
        built = kmpgen("build", model, "-o", tmp_path / str(sets))
        assert built.returncode == 0, built.stderr
    for report in verify([tmp_path / str(sets) for sets in many], ("kotlin-android",)):
        result = report["kotlin-android"]
        assert result.status == "ok", f"{result}\n{result.details}"
