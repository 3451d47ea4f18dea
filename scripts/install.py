"""Installs this project and an extra of it for the Python that runs this: ``install.py FOLDER [EXTRA]``.

pip keeps all that it downloads until all of it is installed, and keeps it again for the next time: for torch 2.6 GB
each, beside 4.6 GB installed. So it keeps nothing, and what is large is installed a few at a time. Nothing is compiled
ahead: most of torch is never imported.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# torch for Linux and what it brings along: from 10 to 600 MB each.
LARGE = ("nvidia", "torch", "triton")
AT_A_TIME = 4


class Failed(Exception):
    """The message is all there is to say."""


def main(project: Path, extra: str | None) -> None:
    with _downloads() as folder:
        large = _large(project, extra, folder) if extra else []
        for start in range(0, len(large), AT_A_TIME):
            _install(folder, "--no-deps", *large[start : start + AT_A_TIME])
        _install(folder, "--editable", f"{project}[{extra}]" if extra else str(project))


@contextmanager
def _downloads() -> Iterator[Path]:
    """Where pip unpacks and builds: beside what it installs, so that one disk must have the room.

    What a killed run has left there goes with the next one.
    """
    folder = Path(sys.prefix, "downloads")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _large(project: Path, extra: str, folder: Path) -> list[str]:
    """What is large of all that the extra needs and that is not there yet, as requirements of one version each."""
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    report = folder / "report.json"
    wanted = [*declared["dependencies"], *declared["optional-dependencies"][extra]]
    _install(folder, "--dry-run", "--report", str(report), *wanted)
    found = [item["metadata"] for item in json.loads(report.read_text(encoding="utf-8"))["install"]]
    return [f"{each['name']}=={each['version']}" for each in found if each["name"].lower().startswith(LARGE)]


def _install(folder: Path, *words: str) -> None:
    """Raises Failed: with a line of its own where the disk is full, else with what pip said."""
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-cache-dir", "--no-compile"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, *words],
        env={**os.environ, "TMPDIR": str(folder)},
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        sys.stderr.write(done.stderr)
    elif "[Errno 28]" in done.stderr:
        free = shutil.disk_usage(sys.prefix).free / 1000**3
        raise Failed(
            f"dev: no room for the environment: {sys.prefix} has {free:.1f} GB left; CONTRIBUTING.md says what it needs"
        )
    else:
        raise Failed(done.stderr.strip() or f"pip ended with exit status {done.returncode}")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
    except Failed as failed:
        sys.exit(str(failed))
