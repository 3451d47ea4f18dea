"""An update that ends in the middle, at every file operation in turn: nothing is lost and nothing is torn."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from kmpgen.cli import main
from kmpgen.errors import KmpgenError
from kmpgen.verify.library import open_library
from kmpgen.writing import journal, lockfile, turns, writer
from tests.disaster import DIED, suffer
from tests.feature_models import ROOT

MODEL = ROOT / "tests/features/tensor/model.ptl"
Tree = dict[str, bytes | None]


def emitted(files: dict[str, bytes]) -> dict[str, bytes]:
    return lockfile.with_lock(files, {"fingerprints": {}})


OLD = emitted(
    {"README.md": b"old", "same": b"same", "src/a/One.kt": b"1", "src/a/Two.kt": b"2", "gone/x": b"x", "y": b"y"}
)
NEW = emitted({"README.md": b"new", "same": b"same", "src/b/One.kt": b"1", "src/a/Two.kt": b"two", "new/deep/z": b"z"})
MINE: Tree = {"notes.txt": b"mine", "src": None, "src/mine": None, "src/mine/Mine.kt": b"mine"}


def tree(folder: Path) -> Tree:
    """All that is in the folder: files with their bytes, folders with None."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def with_folders(files: dict[str, bytes]) -> Tree:
    parents = {str(parent) for name in files for parent in Path(name).parents if str(parent) != "."}
    return {**MINE, **files, **dict.fromkeys(parents)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fresh(tmp_path / "library")


def fresh(folder: Path) -> Path:
    """A library as built once, with files of the user's own."""
    shutil.rmtree(folder, ignore_errors=True)
    writer.update(folder, OLD)
    for name, content in MINE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            (folder / name).write_bytes(content)
    assert tree(folder) == with_folders(OLD)
    return folder


def settle(folder: Path) -> None:
    """What the next build does first."""
    journal.finish(folder)


def struck(folder: Path, kind: str) -> Iterator[tuple[int, int]]:
    """Updates the folder with a disaster at each operation in turn: its number and the process's exit code."""
    for at in count():
        fresh(folder)
        code = suffer(lambda: writer.update(folder, NEW), at, kind)
        if code == 0:
            return
        yield at, code


def test_killed_anywhere_the_next_build_finds_all_old_or_all_new(folder: Path) -> None:
    seen = []
    for at, code in struck(folder, "kill"):
        assert code == DIED, at
        settle(folder)
        found = tree(folder)
        seen.append("old" if found == with_folders(OLD) else "new" if found == with_folders(NEW) else f"torn at {at}")
    assert len(seen) > 40
    # All old up to one moment, all new from there on.
    turning = seen.index("new")
    assert seen == ["old"] * turning + ["new"] * (len(seen) - turning)
    assert turning > 10
    assert len(seen) - turning > 10


def test_killed_anywhere_the_same_build_again_ends_well(folder: Path) -> None:
    for at, _ in struck(folder, "kill"):
        writer.update(folder, NEW)
        assert tree(folder) == with_folders(NEW), at


def test_killed_again_while_settling_nothing_is_lost(folder: Path, tmp_path: Path) -> None:
    once = tmp_path / "once"
    interrupted_twice = 0
    for at, _ in struck(folder, "kill"):
        if not journal.is_interrupted(folder):
            continue
        for again in count(at % 3, 3):
            shutil.rmtree(once, ignore_errors=True)
            shutil.copytree(folder, once)
            if suffer(lambda: settle(once), again, "kill") == 0:
                break
            interrupted_twice += 1
            settle(once)
            assert tree(once) == with_folders(NEW), (at, again)
    assert interrupted_twice > 20


def test_a_disk_full_from_anywhere_leaves_all_old_or_all_new(folder: Path) -> None:
    refused = 0
    for at, code in struck(folder, "full"):
        refused += code == 1
        settle(folder)
        assert tree(folder) in (with_folders(OLD), with_folders(NEW)), at
    assert refused > 20


@pytest.mark.parametrize("at", range(6))
def test_one_refused_step_is_undone_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """As where a folder may not be written: one file can't be moved into place."""
    calls = count()
    replace = os.replace

    def refuse(*args: str) -> None:
        if next(calls) == at:
            raise OSError(errno.EACCES, "Permission denied")
        replace(*args)

    monkeypatch.setattr(os, "replace", refuse)
    if at < 5:
        with pytest.raises(KmpgenError, match="KMP306"):
            writer.update(folder, NEW)
        assert tree(folder) == with_folders(OLD)
    else:  # there are five files to move
        writer.update(folder, NEW)
        assert tree(folder) == with_folders(NEW)


def interrupted(folder: Path) -> Path:
    """Killed with some files in place and some not."""
    for at, _ in struck(folder, "kill"):
        found = tree(folder)
        if journal.is_interrupted(folder) and found["README.md"] == b"new" and found["src/a/Two.kt"] == b"2":
            return folder
        assert at < 1000
    raise AssertionError


def test_an_edit_between_crash_and_next_build_stays_and_is_named(folder: Path) -> None:
    interrupted(folder)
    (folder / "src/a/Two.kt").write_bytes(b"edited after the crash")
    with pytest.raises(KmpgenError, match=r"src/a/Two\.kt was not written by kmpgen, or was edited since"):
        writer.update(folder, NEW)
    assert tree(folder) == with_folders({**NEW, "src/a/Two.kt": b"edited after the crash"})


def test_an_edit_while_the_update_runs_stays_and_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = journal.begin

    def begin_and_edit(*args: object, **kwargs: object) -> None:
        begin(*args, **kwargs)  # type: ignore[arg-type]
        (folder / "README.md").write_bytes(b"edited just now")

    monkeypatch.setattr(journal, "begin", begin_and_edit)
    with pytest.raises(KmpgenError, match=r"README\.md"):
        writer.update(folder, NEW)
    assert tree(folder) == with_folders({**NEW, "README.md": b"edited just now"})


def test_a_rename_by_case_survives_a_kill_where_the_disk_ignores_case(tmp_path: Path) -> None:
    """Such a disk's ways by a link: what is removed under the old name is what stands there under the new one."""
    renamed = emitted({"src/Foo.kt": b"same"})
    for at in count():
        folder = tmp_path / str(at)
        writer.update(folder, emitted({"SRC/Foo.kt": b"same"}))
        (folder / "src").symlink_to("SRC")
        code = suffer(lambda: writer.update(folder, renamed), at, "kill")  # noqa: B023
        settle(folder)
        assert (folder / "src/Foo.kt").read_bytes() == b"same", at
        if code == 0:
            break


def test_what_a_power_loss_tore_is_undone(folder: Path) -> None:
    interrupted(folder)
    staged = next(path for path in (folder / ".kmpgen-update/new").iterdir() if path.read_bytes() == b"two")
    staged.write_bytes(b"")
    settle(folder)
    assert tree(folder) == with_folders(OLD)


def test_check_and_verify_say_so_and_write_nothing(folder: Path) -> None:
    before = tree(interrupted(folder))
    checked = CliRunner().invoke(main, ["build", str(MODEL), "-o", str(folder), "--check"])
    assert checked.exit_code == 1
    assert "error[KMP310]" in checked.output
    (folder / "src/commonMain").mkdir()
    with pytest.raises(KmpgenError, match="KMP310"):
        open_library(folder)
    (folder / "src/commonMain").rmdir()
    assert tree(folder) == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"steps": 1, "folders": []}',
        '{"steps": [["a"]], "folders": []}',
        '{"steps": [[1, null, null]], "folders": []}',
        '{"steps": [["../outside", null, "0"]], "folders": []}',
        '{"steps": [], "folders": ["/tmp/outside"]}',
    ],
)
def test_a_journal_that_cannot_be_trusted_is_one_clear_error(folder: Path, text: str) -> None:
    (folder / ".kmpgen-update").mkdir()
    (folder / ".kmpgen-update/redo.json").write_text(text)
    before = tree(folder)
    with pytest.raises(KmpgenError, match=r"KMP30[34]"):
        writer.update(folder, NEW, force=True)
    assert tree(folder) == before


@pytest.mark.parametrize("kind", ["link", "file"])
def test_something_else_in_the_place_of_the_stage_is_refused(folder: Path, tmp_path: Path, kind: str) -> None:
    (tmp_path / "elsewhere/new").mkdir(parents=True)
    stage = folder / ".kmpgen-update"
    stage.symlink_to(tmp_path / "elsewhere") if kind == "link" else stage.write_text("mine")
    with pytest.raises(KmpgenError, match="KMP302"):
        writer.update(folder, NEW)
    assert (tmp_path / "elsewhere/new").is_dir()
    assert stage.is_symlink() or stage.read_text() == "mine"


def test_an_edited_file_that_is_no_longer_emitted_stays_and_is_named(tmp_path: Path) -> None:
    command = ["build", str(MODEL), "-o", str(tmp_path / "library")]
    assert CliRunner().invoke(main, command).exit_code == 0
    (facade,) = (tmp_path / "library/src/commonMain/kotlin/com/example").glob("*/*.kt")
    facade.write_text("mine")
    for _ in range(2):
        result = CliRunner().invoke(main, [*command, "--package", "org.other"])
        assert result.exit_code == 0
        assert facade.read_text() == "mine"
        assert ("KMP308" in result.output and facade.name in result.output) == (_ == 0)
    assert [path.name for path in facade.parent.iterdir()] == [facade.name]


BUILD = [sys.executable, "-m", "kmpgen", "build", str(MODEL), "-o"]


def test_a_whole_build_killed_now_and_then_ends_well(tmp_path: Path) -> None:
    """The command itself, as users run it: from one package to another, killed by the clock at ten moments."""
    library, wanted = tmp_path / "library", tmp_path / "wanted"
    for target, package in ((library, "com.one"), (wanted, "com.two")):
        subprocess.run([*BUILD, str(target), "--package", package], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(library, tmp_path / "old")
    killed = 0
    for number in range(10):
        shutil.rmtree(library)
        shutil.copytree(tmp_path / "old", library)
        with subprocess.Popen([*BUILD, str(library), "--package", "com.two"], cwd=ROOT, stdout=-3) as process:
            for _ in range(20_000):
                if (library / ".kmpgen-update").exists() or process.poll() is not None:
                    break
                time.sleep(0.0002)
            time.sleep(number * 0.001)
            process.kill()
        killed += process.returncode < 0
        subprocess.run([*BUILD, str(library), "--package", "com.two"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        assert tree(library) == tree(wanted), number
    assert killed


def test_two_builds_at_once_wait_for_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    packages = ["com.one", "com.two", "com.one", "com.two"]
    running = [
        subprocess.Popen([*BUILD, str(folder), "--package", package], cwd=ROOT, stdout=-3) for package in packages
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    expected = [tmp_path / package for package in packages[:2]]
    for package, path in zip(packages, expected, strict=False):
        subprocess.run([*BUILD, str(path), "--package", package], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    assert tree(folder) in [tree(path) for path in expected]


def test_a_build_that_holds_the_folder_for_long_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.2)
    with turns.turn(folder, writes=True), pytest.raises(KmpgenError, match="KMP309"):
        writer.update(folder, NEW)
    assert tree(folder) == with_folders(OLD)


def test_a_first_build_killed_anywhere_ends_well(tmp_path: Path) -> None:
    writer.update(tmp_path / "wanted", OLD)
    for at in count():
        folder = tmp_path / str(at) / "library"
        code = suffer(lambda: writer.update(folder, OLD), at, "kill")  # noqa: B023
        writer.update(folder, OLD)
        assert tree(folder) == tree(tmp_path / "wanted"), at
        if code == 0:
            break
