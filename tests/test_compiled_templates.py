"""Compiled templates are kept in kmpgen's cache folder, and a build is the same with and without them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.feature_models import ROOT

MODEL = ROOT / "tests/features/tensor/model.ptl"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("KMPGEN_CACHE", str(folder))
    return folder


def built(output: Path, *options: str | Path) -> dict[str, str]:
    """The hashes of the files of a library that is built anew, by path."""
    shutil.rmtree(output, ignore_errors=True)
    words = [sys.executable, "-m", "kmpgen", "build", MODEL, "-o", output, *options]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    files: dict[str, str] = json.loads((output / "kmpgen.lock").read_text())["files"]
    return files


def test_they_are_kept_and_used(cache: Path, tmp_path: Path) -> None:
    first = built(tmp_path / "library")
    kept = {path: path.stat().st_mtime_ns for path in (cache / "templates").iterdir()}
    assert kept
    assert built(tmp_path / "library") == first
    assert {path: path.stat().st_mtime_ns for path in (cache / "templates").iterdir()} == kept


@pytest.mark.parametrize("keep", [0, 20, -1], ids=["empty", "cut", "cut at the end"])
def test_damaged_ones_are_made_again(cache: Path, tmp_path: Path, keep: int) -> None:
    first = built(tmp_path / "library")
    for path in (cache / "templates").iterdir():
        path.write_bytes(path.read_bytes()[:keep] + b"!")
    assert built(tmp_path / "library") == first


def test_a_cache_that_cannot_be_written_is_done_without(cache: Path, tmp_path: Path) -> None:
    cache.write_text("a file where the folder should be")
    assert "build.gradle.kts" in built(tmp_path / "library")


@pytest.mark.usefixtures("cache")
def test_a_changed_template_is_compiled_again(tmp_path: Path) -> None:
    script = tmp_path / "templates" / "settings.gradle.kts.j2"
    script.parent.mkdir()
    script.write_text("{% if library %}// one\n{% endif %}")
    first = built(tmp_path / "library", "--templates", script.parent)
    script.write_text("{% if library %}// two\n{% endif %}")
    second = built(tmp_path / "library", "--templates", script.parent)
    assert {path for path in first if first[path] != second[path]} == {"settings.gradle.kts"}
