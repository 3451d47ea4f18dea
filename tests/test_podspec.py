"""The emitted podspec is Ruby, and speaks of files that are there."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

EVALUATE = Path(__file__).parent / "ios" / "podspec.rb"
LIBRARY = "list_unboxed"


@pytest.fixture
def library(libraries: dict[str, Path]) -> Path:
    return libraries[LIBRARY]


@pytest.fixture
def podspec(library: Path) -> dict[str, object]:
    ruby = shutil.which("ruby")
    assert ruby, "needs ruby; see scripts/setup-linux.sh"
    (file,) = library.glob("*.podspec")
    done = subprocess.run([ruby, "-w", EVALUATE, file], capture_output=True, text=True, cwd=library)
    assert (done.returncode, done.stderr) == (0, "")
    attributes: dict[str, object] = json.loads(done.stdout)
    return attributes | {"file": file.stem}


def test_the_pod_has_the_name_of_its_file(podspec: dict[str, object]) -> None:
    assert podspec["name"] == podspec["file"]


def test_every_source_goes_into_the_pod(library: Path, podspec: dict[str, object]) -> None:
    pattern = str(podspec["source_files"])
    head, suffixes = pattern.removesuffix("}").split("{")
    matched = {path for suffix in suffixes.split(",") for path in library.glob(head + suffix)}
    assert matched == {path for path in (library / "ios").rglob("*") if path.is_file() and path.suffix}


def test_only_the_objective_c_header_is_public(library: Path, podspec: dict[str, object]) -> None:
    (header,) = library.glob(str(podspec["public_header_files"]))
    assert header.stem == podspec["name"]


def test_the_podspec_has_all_that_cocoapods_requires(podspec: dict[str, object]) -> None:
    assert {"name", "version", "summary", "homepage", "license", "authors", "source"} <= podspec.keys()
    assert podspec["dependency"] == ["LibTorch-Lite", "2.1.0"]
