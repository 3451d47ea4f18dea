"""No file makes the reader run its code, take the machine down or end without one clear error."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kmpgen.errors import KmpgenError
from kmpgen.reading.torchscript import read_model
from tests import hostile_files
from tests.feature_models import ROOT

SEED = 20_261_121
SECONDS = 5
BYTES = 500 << 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def files(folder: Path) -> list[Path]:
    return hostile_files.write(folder)


def inspect(path: Path, cwd: Path) -> tuple[subprocess.CompletedProcess[str], float]:
    """`kmpgen inspect` of a user, with limited memory; and its seconds."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "kmpgen", "inspect", str(path)],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES)),
    )
    return done, time.monotonic() - start


def error_of(path: Path) -> KmpgenError | None:
    try:
        read_model(path)
    except KmpgenError as error:
        return error
    return None


def assert_one_clear_error(done: subprocess.CompletedProcess[str], name: str) -> None:
    assert done.returncode == 1, (name, done.stdout[-300:], done.stderr[-300:])
    assert done.stdout == "", name
    assert done.stderr.count("error[KMP") == 1, (name, done.stderr)
    assert "Traceback" not in done.stderr, name
    assert all(char.isprintable() or char == "\n" for char in done.stderr), name


@pytest.fixture(scope="module")
def errors(files: list[Path]) -> dict[str, KmpgenError | None]:
    return {path.stem: error_of(path) for path in files}


def test_every_hostile_file_is_one_error(errors: dict[str, KmpgenError | None]) -> None:
    for name, error in errors.items():
        assert error is not None, name
        (diagnostic,) = error.diagnostics
        assert error.exit_code == 1, name
        assert diagnostic.code in {"KMP015", "KMP017", "KMP018", "KMP019", "KMP020", "KMP021"}, (name, diagnostic)
        assert diagnostic.hint, name
        shown = f"{diagnostic.message}{diagnostic.hint}{diagnostic.where}"
        assert shown.isprintable(), (name, shown)
        assert len(shown) < 2000, name


def test_bombs_are_told_from_damage(errors: dict[str, KmpgenError | None]) -> None:
    codes = {name: error.diagnostics[0].code for name, error in errors.items() if error}
    limits = {name for name, code in codes.items() if code == "KMP019"}
    assert limits >= {"bomb_300_mb", "empty_dicts", "many_puts", "laughing_default", "deep_type", "doubling_fields"}
    assert limits >= {"repeated_text", "repeated_type", "many_source_lines", "deep_source_value"}
    assert {name for name, code in codes.items() if code == "KMP021"} >= {"hostile_argument", "bidi_argument"}
    zips = {name for name, code in codes.items() if code == "KMP017"}
    assert zips >= {"cut_in_half", "two_of_one_name", "leads_outside", "wrong_checksum"}


def test_the_command_says_one_error_in_time_and_memory(files: list[Path], folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    for path in files:
        done, seconds = inspect(path, folder)
        assert_one_clear_error(done, path.name)
        assert seconds < SECONDS, path.name
    assert sorted(folder.rglob("*")) == before, "something was written or executed"


def test_mutated_files_are_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "mutated.ptl"
    refused = 0
    for number, content in enumerate(hostile_files.mutations(SEED, 2000)):
        path.write_bytes(content)
        start = time.monotonic()
        error = error_of(path)
        if error is not None:
            refused += 1
            assert (len(error.diagnostics), error.exit_code) == (1, 1), number
        assert time.monotonic() - start < SECONDS, number
    assert 500 < refused < 2000, "the mutations no longer tell a reader that refuses all, or none"
    assert list(tmp_path.iterdir()) == [path]


def test_mutated_files_through_the_command(tmp_path: Path) -> None:
    path = tmp_path / "mutated.ptl"
    for number, content in enumerate(hostile_files.mutations(SEED + 1, 50)):
        path.write_bytes(content)
        done, seconds = inspect(path, tmp_path)
        assert seconds < SECONDS, number
        assert list(tmp_path.iterdir()) == [path], number
        if done.returncode:
            assert_one_clear_error(done, str(number))
        else:
            assert done.stderr == "", number


def test_sound_but_strange_defaults_are_read(tmp_path: Path) -> None:
    """The builders of this test's files do make models when nothing hostile is put in."""
    path = tmp_path / "sound.ptl"
    path.write_bytes(hostile_files._with_default(b"K\x05"))
    (method,) = read_model(path).methods
    assert [(a.name, str(a.type), a.default and a.default.value) for a in method.arguments] == [("x", "int", 5)]
