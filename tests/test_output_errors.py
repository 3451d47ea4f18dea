"""What stands in the way of `build` and `verify` on the disk: one clear error, and nothing is changed."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kmpgen.cli import main
from kmpgen.cli.common import reports_errors
from kmpgen.errors import KmpgenError
from kmpgen.writing import lockfile, writer
from tests.feature_models import ROOT

MODEL = ROOT / "tests" / "features" / "tensor" / "model.ptl"
LONG = "x" * 300
# Root reads and writes everything: without these capabilities it is a user like others.
CAPABILITIES = "-dac_override,-dac_read_search"
SETPRIV = ["setpriv", f"--inh-caps={CAPABILITIES}", f"--bounding-set={CAPABILITIES}"]

needs_setpriv = pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv") and not os.environ.get("CI"),
    reason="root without setpriv: nothing is forbidden",
)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def run_as_user(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command in a process for which permissions hold, even where the tests run as root."""
    command = [*(SETPRIV if os.geteuid() == 0 else []), sys.executable, "-m", "kmpgen", *map(str, words)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=60)


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """All that is in the folder: files with their bytes, all else with None."""
    return {str(path.relative_to(folder)): _content(path) for path in folder.rglob("*")}


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def is_one_error(output: str, code: str) -> bool:
    return output.count("error[") == 1 and f"error[{code}]" in output and "Traceback" not in output


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "library"
    assert run("build", MODEL, "-o", folder).exit_code == 0
    modes = {path: path.stat().st_mode for path in folder.rglob("*")}
    yield folder
    for path, mode in modes.items():
        if path.exists():
            path.chmod(stat.S_IMODE(mode))


@pytest.mark.parametrize("way", ["src", "src/commonMain", "ios", "gradle/wrapper"])
def test_a_file_where_a_folder_is_to_be_stops_before_anything_is_written(tmp_path: Path, way: str) -> None:
    (tmp_path / way).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / way).write_text("mine")
    before = snapshot(tmp_path)
    for options in ([], ["--force"], ["--check"]):
        result = run("build", MODEL, "-o", tmp_path, *options)
        assert result.exit_code == 1
        assert is_one_error(result.output, "KMP302")
        assert f"'{way}'" in result.output
        assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", ["README.md", "kmpgen.lock", "src"])
def test_a_pipe_in_the_way_is_refused_and_not_read(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    done = run_as_user("build", MODEL, "-o", tmp_path, "--force")
    assert done.returncode == 1
    assert is_one_error(done.stderr, "KMP302")
    assert snapshot(tmp_path) == {name: None}


def test_a_name_that_no_disk_holds_stops_before_anything_is_written(tmp_path: Path) -> None:
    for options in (["--no-bundle"], ["--no-bundle", "--check"]):
        result = run("build", MODEL, "-o", tmp_path, "--package", f"com.{LONG}", *options)
        assert result.exit_code == 1
        assert is_one_error(result.output, "KMP307")
        assert snapshot(tmp_path) == {}


@pytest.mark.parametrize("letter", ["x", "é"])
def test_names_leave_room_for_what_compilers_append(tmp_path: Path, letter: str) -> None:
    longest = letter * ((255 - len(".class.kt")) // len(letter.encode()))
    fits, exceeds = {f"src/{longest}.kt": b""}, {f"src/{longest}xxxx.kt": b""}
    writer.update(tmp_path, fits)
    assert set(snapshot(tmp_path)) == {"src", *fits}
    with pytest.raises(KmpgenError, match="KMP307"):
        writer.plan(tmp_path, exceeds)


@pytest.mark.parametrize("options", [["-o", LONG], ["-o", f"new/{LONG}"], ["--name", LONG], ["-o", "x/" * 3000]])
def test_a_folder_with_too_long_a_name_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for more in ([], ["--check"]):
        result = run("build", MODEL, *options, *more)
        assert result.exit_code == 1
        assert is_one_error(result.output, "KMP307"), result.output
        assert snapshot(tmp_path) == {}


def test_an_empty_output_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("build", MODEL, "-o", "").exit_code == 2
    assert snapshot(tmp_path) == {}
    assert run("build", MODEL, "-o", ".").exit_code == 0


def test_the_home_folder_and_the_root_are_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    result = run("build", MODEL, "-o", tmp_path)
    assert result.exit_code == 2
    assert is_one_error(result.output, "KMP301")
    assert snapshot(tmp_path) == {}
    result = run("build", MODEL, "-o", "/", "--check")  # which writes nothing, should it not be refused
    assert result.exit_code == 2
    assert is_one_error(result.output, "KMP301")
    assert run("build", MODEL, "-o", tmp_path / "library").exit_code == 0


@needs_setpriv
def test_a_write_that_fails_half_way_leaves_all_as_it_was(library: Path) -> None:
    before = snapshot(library)
    # The .def file names the package. Files before it, in the order of names, are in place when it is refused.
    (library / "src/nativeInterop/cinterop").chmod(0o555)
    done = run_as_user("build", MODEL, "-o", library, "--package", "org.other")
    assert done.returncode == 1
    assert is_one_error(done.stderr, "KMP306")
    assert snapshot(library) == before


@needs_setpriv
def test_folders_made_for_a_build_that_fails_are_removed(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir(mode=0o555)
    done = run_as_user("build", MODEL, "-o", tmp_path)
    assert done.returncode == 1
    assert is_one_error(done.stderr, "KMP306")
    assert snapshot(tmp_path) == {"src": None}


def test_a_path_that_turns_out_too_long_leaves_nothing_behind(tmp_path: Path) -> None:
    deep = "/".join(["x" * 200] * 25)
    files = {"first": b"", f"{deep}/file": b""}
    with pytest.raises(KmpgenError, match="KMP307"):
        writer.update(tmp_path / "new" / "library", files)
    assert snapshot(tmp_path) == {}


@needs_setpriv
@pytest.mark.parametrize("name", ["README.md", "src"])
@pytest.mark.parametrize("options", [[], ["--check"], ["--force"]])
def test_what_cannot_be_read_in_the_output_is_one_clear_error(library: Path, name: str, options: list[str]) -> None:
    (library / name).chmod(0)
    done = run_as_user("build", MODEL, "-o", library, "--package", "org.other", *options)
    assert done.returncode == 1
    assert is_one_error(done.stderr, "KMP306")
    assert name in done.stderr


@needs_setpriv
def test_an_output_below_a_folder_that_cannot_be_entered_is_one_clear_error(library: Path) -> None:
    (library / "src").chmod(0)
    done = run_as_user("build", MODEL, "-o", library / "src" / "x" / "y")
    assert done.returncode == 1
    assert is_one_error(done.stderr, "KMP306")


@needs_setpriv
def test_verify_of_what_cannot_be_read_is_one_clear_error(library: Path) -> None:
    (facade,) = (library / "src/commonMain/kotlin/com/example").glob("*/*.kt")
    for path in (library, library / "src", library / "src/commonMain", facade.parent, facade):
        mode = path.stat().st_mode
        path.chmod(0)
        done = run_as_user("verify", library, "--tier", "kotlin-common")
        path.chmod(mode)
        assert done.returncode == 2, path
        assert is_one_error(done.stderr, "KMP402"), done.stderr


def test_verify_of_too_long_a_path_is_one_clear_error() -> None:
    result = run("verify", LONG)
    assert result.exit_code == 2
    assert is_one_error(result.output, "KMP402")


@needs_setpriv
@pytest.mark.parametrize("kind", ["unreadable", "folder", "pipe"])
def test_verify_of_a_cinterop_definition_that_cannot_be_read_says_so(library: Path, kind: str) -> None:
    (definition,) = (library / "src/nativeInterop/cinterop").glob("*.def")
    definition.unlink()
    match kind:
        case "folder":
            definition.mkdir()
        case "pipe":
            os.mkfifo(definition)
        case _:
            definition.touch(mode=0)
    done = run_as_user("verify", library, "--tier", "kotlin-ios")
    assert done.returncode == 1
    assert "KMP403" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@needs_setpriv
@pytest.mark.parametrize("command", ["build", "inspect"])
def test_a_model_that_cannot_be_read_is_told_in_kmpgens_words(tmp_path: Path, command: str) -> None:
    model = shutil.copyfile(MODEL, tmp_path / "model.ptl")
    model.chmod(0)
    done = run_as_user(command, model, cwd=tmp_path)
    assert done.returncode == 2
    assert is_one_error(done.stderr, "KMP003")


def test_what_the_system_refuses_unforeseen_is_one_clear_error(capsys: pytest.CaptureFixture[str]) -> None:
    @reports_errors
    def command() -> None:
        Path("/nowhere/at/all").read_bytes()

    with pytest.raises(SystemExit) as ended:
        command()
    assert ended.value.code == 1
    error = capsys.readouterr().err
    assert is_one_error(error, "KMP022")
    assert "/nowhere/at/all" in error


def test_a_reader_who_has_enough_gets_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "kmpgen", "inspect", str(MODEL)]
    done = subprocess.run(command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert done.stderr == ""


def _with_lock(files: dict[str, bytes]) -> dict[str, bytes]:
    return lockfile.with_lock(files, {"fingerprints": {}})


def _write(folder: Path, files: dict[str, bytes]) -> list[str]:
    _, edited = writer.plan(folder, files)
    writer.update(folder, files, force=True)
    return edited


@pytest.mark.parametrize("content", [b"same", b"new"])
def test_a_rename_by_case_survives_a_disk_that_ignores_case(tmp_path: Path, content: bytes) -> None:
    """Such a disk's ways by a link: both spellings of the folder lead to one."""
    _write(tmp_path, _with_lock({"SRC/Foo.kt": b"same"}))
    (tmp_path / "src").symlink_to("SRC")
    renamed = _with_lock({"src/Foo.kt": content})
    assert _write(tmp_path, renamed) == []
    assert (tmp_path / "src/Foo.kt").read_bytes() == content
    assert not writer.plan(tmp_path, renamed)[0]


def test_an_edit_is_seen_through_a_rename_by_case(tmp_path: Path) -> None:
    _write(tmp_path, _with_lock({"SRC/Foo.kt": b"old"}))
    (tmp_path / "src").symlink_to("SRC")
    (tmp_path / "SRC/Foo.kt").write_bytes(b"mine")
    assert writer.plan(tmp_path, _with_lock({"src/Foo.kt": b"new"}))[1] == ["SRC/Foo.kt"]


@pytest.mark.parametrize("kind", ["folder", "socket", "file above"])
def test_what_took_the_place_of_a_file_no_longer_emitted_stays(tmp_path: Path, kind: str) -> None:
    _write(tmp_path, _with_lock({"old/file": b"", "file": b""}))
    (tmp_path / "old/file").unlink()
    match kind:
        case "folder":
            (tmp_path / "old/file").mkdir()
        case "socket":
            os.mknod(tmp_path / "old/file", stat.S_IFSOCK | 0o600)
        case _:
            (tmp_path / "old").rmdir()
            (tmp_path / "old").write_bytes(b"mine")
    before = set(snapshot(tmp_path))
    assert _write(tmp_path, _with_lock({"file": b""})) == []
    assert set(snapshot(tmp_path)) == before


@pytest.mark.parametrize(("name", "code"), [("./README.md", "KMP304"), ("a//b", "KMP304"), ("\ud800", "KMP303")])
def test_a_lock_that_spells_a_path_otherwise_is_refused(library: Path, name: str, code: str) -> None:
    lock = json.loads((library / "kmpgen.lock").read_text())
    lock["files"][name] = lock["files"]["README.md"]
    (library / "kmpgen.lock").write_text(json.dumps(lock))
    before = snapshot(library)
    result = run("build", MODEL, "-o", library, "--force")
    assert result.exit_code == 1
    assert is_one_error(result.output, code)
    assert snapshot(library) == before


def test_a_link_to_itself_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "src").symlink_to("src")
    result = run("build", MODEL, "-o", tmp_path)
    assert result.exit_code == 1
    assert result.output.count("error[KMP30") == 1
    assert set(snapshot(tmp_path)) == {"src"}
