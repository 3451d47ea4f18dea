"""`kmpgen build`: what it writes, what it refuses to touch, and what it says."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kmpgen.cli import main
from tests.feature_models import ROOT

MODEL = ROOT / "tests" / "features" / "tensor" / "model.ptl"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    assert run("build", MODEL, "-o", folder).exit_code == 0
    return folder


def test_output_is_the_same_from_run_to_run(library: Path, tmp_path: Path) -> None:
    assert run("build", MODEL, "-o", tmp_path / "again").exit_code == 0
    assert snapshot(library) == snapshot(tmp_path / "again")


def test_output_names_no_path_of_this_machine(library: Path, tmp_path: Path) -> None:
    for content in snapshot(library).values():
        assert str(tmp_path).encode() not in content
        assert str(ROOT).encode() not in content


def test_the_folder_defaults_to_the_library_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("build", MODEL, "--name", "my-library").exit_code == 0
    assert (tmp_path / "my-library" / "settings.gradle.kts").is_file()


def test_a_second_build_changes_nothing(library: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in library.rglob("*")}
    result = run("build", MODEL, "-o", library)
    assert result.exit_code == 0
    assert "up to date" in result.output
    assert before == {path: path.stat().st_mtime_ns for path in library.rglob("*")}


def test_edited_files_are_all_named_and_nothing_changes(library: Path) -> None:
    edited = ["build.gradle.kts", "README.md"]
    for name in edited:
        (library / name).write_text("mine")
    before = snapshot(library)
    result = run("build", MODEL, "-o", library, "--package", "org.other")
    assert result.exit_code == 1
    assert all(name in result.output for name in edited)
    assert snapshot(library) == before


def test_force_overwrites_edited_files(library: Path) -> None:
    before = snapshot(library)
    (library / "build.gradle.kts").write_text("mine")
    assert run("build", MODEL, "-o", library, "--force").exit_code == 0
    assert snapshot(library) == before


def test_an_edited_file_that_the_update_leaves_alone_does_not_stand_in_the_way(library: Path) -> None:
    (library / "notes.txt").write_text("mine")
    assert run("build", MODEL, "-o", library, "--package", "org.other").exit_code == 0
    assert (library / "notes.txt").read_text() == "mine"


def test_files_that_are_no_longer_emitted_are_removed(library: Path) -> None:
    before = set(snapshot(library))
    result = run("build", MODEL, "-o", library, "--package", "org.other")
    assert result.exit_code == 0
    assert not (library / "src/commonMain/kotlin/com").exists()
    after = set(snapshot(library))
    (said,) = re.findall(r": (\d+) of (\d+) files written, (\d+) removed$", result.output, re.MULTILINE)
    written, count, removed = map(int, said)
    assert len(after - before) < written <= count == len(after)
    assert removed == len(before - after) > 0
    assert set(json.loads((library / "kmpgen.lock").read_text())["files"]) == set(snapshot(library)) - {"kmpgen.lock"}


def test_without_a_lock_files_in_the_way_count_as_edited(tmp_path: Path) -> None:
    (tmp_path / "build.gradle.kts").write_text("mine")
    result = run("build", MODEL, "-o", tmp_path)
    assert (result.exit_code, snapshot(tmp_path)) == (1, {"build.gradle.kts": b"mine"})
    assert "KMP305" in result.output


def test_check_of_an_up_to_date_library_succeeds(library: Path) -> None:
    assert run("build", MODEL, "-o", library, "--check").exit_code == 0


def test_check_shows_the_difference_and_writes_nothing(library: Path) -> None:
    (library / "gradle.properties").write_text("mine\n")
    before = snapshot(library)
    result = run("build", MODEL, "-o", library, "--check")
    assert result.exit_code == 1
    assert "-mine" in result.output
    assert snapshot(library) == before


def test_check_where_nothing_was_built_makes_nothing(tmp_path: Path) -> None:
    assert run("build", MODEL, "-o", tmp_path / "none", "--check").exit_code == 1
    assert not (tmp_path / "none").exists()


def test_check_tells_a_new_api_from_a_new_model(library: Path) -> None:
    other = ROOT / "tests" / "features" / "scalars" / "model.ptl"
    result = run("build", other, "-o", library, "--check")
    assert "the model's API changed" in result.output


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../outside", "a\\..\\b"])
def test_a_lock_that_leads_out_of_the_folder_is_refused(library: Path, name: str) -> None:
    lock = json.loads((library / "kmpgen.lock").read_text())
    lock["files"][name] = "0"
    (library / "kmpgen.lock").write_text(json.dumps(lock))
    result = run("build", MODEL, "-o", library, "--force")
    assert result.exit_code == 1
    assert "KMP304" in result.output


def test_a_link_that_leads_out_of_the_folder_is_refused(library: Path, tmp_path: Path) -> None:
    shutil.rmtree(library / "src")
    (tmp_path / "elsewhere").mkdir()
    (library / "src").symlink_to(tmp_path / "elsewhere")
    result = run("build", MODEL, "-o", library, "--force")
    assert result.exit_code == 1
    assert "KMP304" in result.output
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 1}', '{"files": {}}', "[" * 100_000, "\ud800"])
def test_a_broken_lock_is_one_clear_error(library: Path, text: str) -> None:
    (library / "kmpgen.lock").write_text(text, "utf-8", "surrogatepass")
    result = run("build", MODEL, "-o", library)
    assert result.exit_code == 1
    assert "KMP303" in result.output


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for output in (tmp_path / "file", tmp_path / "file" / "below"):
        result = run("build", MODEL, "-o", output)
        assert result.exit_code == 2
        assert "KMP301" in result.output


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--name", "Bad Name"], "KMP110"),
        (["--name", "../up"], "KMP110"),
        (["--package", "com.fun"], "KMP111"),
        (["--package", "com.native.model"], "KMP111"),
        (["--package", "com..a"], "KMP111"),
        (["--package", "com.a;import x"], "KMP111"),
    ],
)
def test_bad_options_are_usage_errors(tmp_path: Path, options: list[str], code: str) -> None:
    result = run("build", MODEL, "-o", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert code in result.output
    assert not (tmp_path / "out").exists()


def test_skipping_an_unknown_method_names_the_known_ones(tmp_path: Path) -> None:
    result = run("build", MODEL, "-o", tmp_path / "out", "--skip", "nope")
    assert result.exit_code == 1
    assert "KMP104" in result.output
    assert "forward" in result.output


def test_skipping_every_method_leaves_nothing_to_generate(tmp_path: Path) -> None:
    result = run("build", MODEL, "-o", tmp_path / "out", "--skip", "forward")
    assert result.exit_code == 1
    assert "KMP103" in result.output
