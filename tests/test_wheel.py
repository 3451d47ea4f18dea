"""What is published works: a wheel in a clean environment, away from the repository, emits what the sources emit."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.feature_models import PLAIN, ROOT

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def call(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_holds_every_file_of_the_package_and_the_templates(wheel: Path) -> None:
    tracked = call("git", "ls-files", "--cached", "--others", "--exclude-standard", "kmpgen", "templates", cwd=ROOT)
    wanted = {
        name.replace("templates/", "kmpgen/_templates/", 1) if name.startswith("templates/") else name
        for name in tracked.splitlines()
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("kmpgen/")}
    assert held == wanted


def test_an_installed_wheel_builds_the_same_library(wheel: Path, tmp_path: Path, kmpgen: Run) -> None:
    environment = tmp_path / "environment"
    call(sys.executable, "-m", "venv", environment, cwd=tmp_path)
    call(environment / "bin/python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    model = PLAIN.model
    call(environment / "bin/kmpgen", "build", model, "-o", "installed", cwd=tmp_path)
    built = kmpgen("build", model, "-o", tmp_path / "sources")
    assert built.returncode == 0, built.stderr
    assert contents(tmp_path / "installed") == contents(tmp_path / "sources")
