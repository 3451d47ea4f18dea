"""./dev sets up what its commands need, and says in one line when a disk is full."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.feature_models import ROOT


def _room(*needs: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, ROOT / "scripts/room.py", *needs], capture_output=True, text=True)


def test_room_is_asked_for_by_disk(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free / 1000**3
    one, other = tmp_path / "not" / "there", tmp_path
    enough = _room(f"{one}=0.001", f"{other}=0")
    assert (enough.returncode, enough.stderr) == (0, "")
    assert _room(f"{one}={0.6 * free}").returncode == 0
    both = _room(f"{one}={0.6 * free}", f"{other}={0.6 * free}")
    assert both.returncode == 2
    (line,) = both.stderr.splitlines()
    assert str(one) in line
    assert str(other) in line


@pytest.mark.slow
def test_a_disk_that_fills_up_while_installing_is_one_line(tmp_path: Path) -> None:
    """Real pip, with a disk of a megabyte."""
    small = tmp_path / "small"
    small.mkdir()
    inside = ["unshare", "--map-root-user", "--mount", "sh", "-c", 'mount -t tmpfs -o size=1m small "$0" && exec "$@"']
    if not shutil.which("unshare") or subprocess.run([*inside, small, "true"], capture_output=True).returncode:
        pytest.skip("this user cannot make a small disk")
    with zipfile.ZipFile(tmp_path / "torch_large-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("large.bin", os.urandom(3_000_000))
        wheel.writestr("torch_large-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: torch-large\nVersion: 1\n")
        wheel.writestr(
            "torch_large-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("torch_large-1.dist-info/RECORD", "")
    (tmp_path / "pyproject.toml").write_text(
        "[project]\ndependencies = []\noptional-dependencies.dev = ['torch-large==1']\n"
    )
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_TARGET": str(small)}
    done = subprocess.run(
        [*inside, small, sys.executable, ROOT / "scripts/install.py", tmp_path, "dev"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "no room" in line


@pytest.mark.slow
def test_commands_make_the_environment_they_need(tmp_path: Path) -> None:
    """The README's first command in a new copy; what times start-up takes the same environment, without torch."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in tracked.split("\0")[:-1]:
        if (
            name.startswith(("benchmarks/", "generated/sentiment/", "kmpgen/", "scripts/", "templates/"))
            or "/" not in name
        ):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    assert "build/sentiment-classifier is a Gradle project" in _dev(tmp_path, "demo")
    assert (tmp_path / "build/sentiment-classifier/kmpgen.lock").is_file()
    assert "usage: startup.py" in _dev(tmp_path, "bench", "--help")


def _dev(project: Path, *words: str) -> str:
    done = subprocess.run([project / "dev", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
