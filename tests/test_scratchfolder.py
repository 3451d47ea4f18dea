"""What commands make on the way does not stay in the temporary folder, however they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.feature_models import ROOT

LIBRARY = ROOT / "generated" / "sentiment-classifier"
PROGRAM = """
import sys, time
from kmpgen.scratchfolder import scratch_folder
with scratch_folder("test") as folder:
    (folder / "large").touch()
    time.sleep(float(sys.argv[1]))
"""
USES_A_FOLDER = [sys.executable, "-c", PROGRAM]


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """What the runs of a test have as the temporary folder."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def _environment(temporary: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(temporary)}


@contextmanager
def _running(temporary: Path, command: list[str], ready: Callable[[], bool]) -> Iterator[subprocess.Popen[str]]:
    run = subprocess.Popen(
        command, cwd=ROOT, env=_environment(temporary), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        end = time.monotonic() + 60
        while not ready():
            assert run.poll() is None, run.communicate()[1]
            assert time.monotonic() < end
            time.sleep(0.02)
        yield run
    finally:
        run.kill()
        run.communicate()


def _processes(temporary: Path) -> list[str]:
    """The command lines that name the folder; one that has just ended has none."""
    lines = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in lines if str(temporary) in line]


def _files(temporary: Path) -> list[str]:
    return sorted(str(path.relative_to(temporary)) for path in temporary.rglob("*"))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_killed_verify_leaves_nothing(temporary: Path, number: int) -> None:
    command = [sys.executable, "-m", "kmpgen", "verify", str(LIBRARY), "--tier", "kotlin-common"]
    with _running(temporary, command, lambda: any(temporary.rglob("*.args"))) as run:
        run.send_signal(number)
        run.wait(timeout=30)
        assert run.returncode == -number
    assert not _processes(temporary), "they would write on"
    assert not _files(temporary)


def test_the_next_run_removes_what_a_sudden_end_left(temporary: Path) -> None:
    with _running(temporary, [*USES_A_FOLDER, "60"], lambda: any(temporary.rglob("large"))) as run:
        run.kill()
        run.wait()
    assert any(temporary.rglob("large"))
    subprocess.run([*USES_A_FOLDER, "0"], cwd=ROOT, env=_environment(temporary), check=True)
    assert not _files(temporary)


def test_what_another_run_uses_stays_and_links_are_not_followed(temporary: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    (temporary / "kmpgen-tmp-link").symlink_to(tmp_path / "mine")
    with _running(temporary, [*USES_A_FOLDER, "60"], lambda: any(temporary.rglob("large"))):
        before = _files(temporary)
        subprocess.run([*USES_A_FOLDER, "0"], cwd=ROOT, env=_environment(temporary), check=True)
        assert _files(temporary) == before
    assert (tmp_path / "mine" / "file").exists()
