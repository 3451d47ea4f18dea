"""`kmpgen diff` and what `build` keeps of an earlier library: comparisons, exit codes, settings, locks, errors."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kmpgen.cli import main
from kmpgen.writing.lockfile import LOCK
from tests import diff_cases, hostile_files
from tests.feature_models import EMITTED, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("here")]

MORE = '\nmore() -> str: "a"'
# Versions of one model, of the class Case00; and one of a second.
VERSIONS = {
    "v1": "ask(x: int) -> int: x" + MORE,
    "retrained": "ask(x: int) -> int: x + 1" + MORE,
    "v2": "ask(x: int, k: int = 1) -> int: x" + MORE,
    "v3": "ask(x: int, k: int = 1, n: int = 2) -> int: x" + MORE,
    "major": "ask(x: int, k: int = 1, n: int = 2) -> int: x\nmore() -> int: 1",
    "renamed": "question(x: int) -> int: x" + MORE,
    "renamed_v2": "question(x: int, k: int = 1) -> int: x" + MORE,
    "forward": "forward(x: int) -> int: x" + MORE,
    "partly_refused": "ask(x: int) -> int: x\nmore(x: complex) -> int: 1",
    "helper": "ask(x: int) -> int: x" + MORE + "\n_h(x: int) -> int: x",
    "point": "Point(a: int)\nask(x: int) -> Point: Point(x)\nmore(x: Point) -> int: 1",
    "points": "Points(a: int)\nask(x: int) -> Optional[Points]: Points(x)",
}
FEATURES = ROOT / "tests/features"
OTHER = {"v1": "tell() -> int: 1", "v2": 'tell() -> str: "a"'}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``v1/case00.ptl`` and so on."""
    folder = tmp_path_factory.mktemp("models")
    for number, versions in enumerate((VERSIONS, OTHER)):
        for version, lines in versions.items():
            diff_cases.write_model(folder / version, lines, number)
    diff_cases.export_all(folder)
    return folder


@pytest.fixture
def here(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, with the models in it."""
    (tmp_path / ".git").mkdir()
    shutil.copytree(models, tmp_path / "m")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*words])


def built(version: str, *options: str, output: str = "lib", models: tuple[str, ...] = ("case00",)) -> str:
    """What `build` says of that version in its folder."""
    files = [f"m/{version}/{model}.ptl" for model in models]
    done = run("build", *files, "-o", output, "--package", "com.example.kept", *options)
    assert done.exit_code == 0, done.output
    return done.output


def compared(old: str, new: str, *options: str) -> dict[str, Any]:
    done = run("diff", old, new, "--json", *options)
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == (1 if said["breaks"]["source"] else 0)
    return said


def kinds(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Kind and place of every change that is not about weights."""
    return [
        (each["kind"], each["place"])
        for model in said["models"]
        for each in model["changes"]
        if each["kind"] != "weights-changed"
    ]


def contents(folder: str) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


# Comparing


def test_models_compare_and_a_break_is_exit_code_1() -> None:
    said = compared("m/v1/case00.ptl", "m/v2/case00.ptl")
    assert kinds(said) == [("argument-added-last", "ask(k)")]
    assert (said["verdict"], said["version"]) == ("minor", {"old": "0.1.0", "next": "0.1.1", "new": None})
    said = compared("m/v2/case00.ptl", "m/v1/case00.ptl")
    assert kinds(said) == [("argument-removed", "ask(k)")]
    assert (said["verdict"], said["version"]["next"]) == ("major", "0.2.0")


def test_a_retrained_model_is_a_patch_and_the_same_file_nothing() -> None:
    assert compared("m/v1/case00.ptl", "m/retrained/case00.ptl")["verdict"] == "patch"
    assert compared("m/v1/case00.ptl", "m/v1/case00.ptl")["verdict"] == "none"


def test_a_model_compares_with_a_library_and_its_lock() -> None:
    built("v1")
    for old in ("lib", "lib/kmpgen.lock"):
        assert kinds(compared(old, "m/v2/case00.ptl")) == [("argument-added-last", "ask(k)")]
    assert compared("lib", "m/v1/case00.ptl")["verdict"] == "none"
    assert compared("m/v1/case00.ptl", "lib")["verdict"] == "none"


def test_a_fresh_build_keeps_nothing_so_compiled_callers_break() -> None:
    built("v1")
    built("v2", output="fresh")
    assert compared("lib", "fresh")["breaks"] == {"source": False, "jvm": True, "klib": True}
    shutil.copytree("lib", "updated")
    built("v2", output="updated")
    assert compared("lib", "updated")["breaks"] == {"source": False, "jvm": False, "klib": False}


def test_several_models_pair_by_their_classes() -> None:
    both = ("case00", "case01")
    built("v1", models=both)
    assert kinds(compared("lib", "m/v2/case01.ptl")) == [("result-type-changed", "tell")]
    built("v2", models=both, output="new")
    assert ("result-type-changed", "tell") in kinds(compared("lib", "new"))
    built("v2", models=("case01",), output="one")
    assert ("facade-removed", "") in kinds(compared("lib", "one"))


def test_another_class_or_package_breaks_everything() -> None:
    assert ("facade-renamed", "") in kinds(compared("m/v1/case00.ptl", "m/v1/case01.ptl"))
    built("v1")
    built("v1", "--package", "com.example.moved", output="moved")
    said = compared("lib", "moved")
    assert [each["kind"] for each in said["changes"]] == ["package-changed"]
    assert said["breaks"] == {"source": True, "jvm": True, "klib": True}


def test_types_of_the_old_side_are_shown_as_they_were_called() -> None:
    (model,) = compared("m/point/case00.ptl", "m/points/case00.ptl")["models"]
    found = {each["kind"]: (each["old"], each["new"]) for each in model["changes"]}
    assert found["class-renamed"] == ("Point", "Points")
    assert found["result-type-changed"] == ("Point", "Points?")
    assert found["method-removed"] == ("(x: Point): Long", None)


def test_a_new_version_that_says_so_is_enough() -> None:
    built("v2")
    settings = (
        '[library]\nversion = "{}"\npackage = "com.example.kept"\noutput = "lib"\n[[model]]\npath = "m/v1/case00.ptl"\n'
    )
    for version, said in (
        ("0.1.0", "0.1.0 -> 0.2.0 ("),
        ("0.1.5", "0.2.0, not 0.1.5"),
        ("0.3.0", "0.1.0 -> 0.3.0 says so"),
    ):
        Path("kmpgen.toml").write_text(settings.format(version), "utf-8")
        assert said in run("diff", "lib", "m/v1/case00.ptl").output
        assert said in run("build", "--check").output


def test_a_method_that_a_build_left_out_is_left_out_of_the_comparison() -> None:
    built("v1", "--skip", "more")
    assert compared("lib", "m/v1/case00.ptl")["verdict"] == "none"


def test_what_kotlin_cannot_have_is_said_and_compared_without() -> None:
    said = compared("m/v1/case00.ptl", "m/partly_refused/case00.ptl")
    assert ("method-removed", "more") in kinds(said)
    assert "complex" in said["new"]["notes"][0]


def test_a_setting_that_keeps_the_kotlin_name_hides_a_renaming_in_the_model(here: Path) -> None:
    assert compared("m/v1/case00.ptl", "m/renamed/case00.ptl")["breaks"]["source"]
    settings = '[[model]]\npath = "{}"\n[model.methods.question]\nname = "ask"\n'
    settings = settings.format("m/renamed/case00.ptl") + settings.format("m/renamed_v2/case00.ptl")
    (here / "kmpgen.toml").write_text(settings, "utf-8")
    said = compared("m/v1/case00.ptl", "m/renamed/case00.ptl")
    assert kinds(said) == [("model-name-changed", "ask")]
    assert said["verdict"] == "patch"
    built("v1")
    built("v2")
    built("renamed_v2")
    assert json.loads(Path("lib", LOCK).read_text("utf-8"))["models"][0]["kept"] == [
        {"method": "question", "parameters": 1}
    ]


def test_another_method_of_forwards_name_is_not_called_as_the_model(here: Path) -> None:
    settings = '[[model]]\npath = "m/v1/case00.ptl"\n[model.methods.ask]\nname = "forward"\n'
    (here / "kmpgen.toml").write_text(settings, "utf-8")
    said = compared("m/forward/case00.ptl", "m/v1/case00.ptl")
    assert kinds(said) == [("model-name-changed", "forward"), ("invoke-removed", "forward")]
    assert kinds(compared("m/v1/case00.ptl", "m/forward/case00.ptl"))[1] == ("invoke-added", "forward")


def test_the_table_names_who_breaks_and_the_next_version() -> None:
    shown = run("diff", "m/v2/case00.ptl", "m/v1/case00.ptl").output
    assert re.search(r"breaks +breaks +breaks +ask\(k\): argument removed: k: Long = 1\n", shown)
    assert shown.splitlines()[-1].startswith("major:")
    assert "0.1.0 -> 0.2.0" in shown


def test_hostile_names_reach_no_terminal() -> None:
    hostile = shutil.copy("m/v2/case00.ptl", "a\x1b[2J\u202eb.ptl")
    shown = run("diff", "m/v1/case00.ptl", hostile).output
    assert "\\u001b[2J\\u202e" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


# Whether old apps load the new file

REFUSED = "note: apps built with the old library refuse this file at load"


def test_a_file_that_old_apps_refuse_is_named_even_where_nothing_breaks() -> None:
    """A facade compares all signatures of a file, also those of helpers that Kotlin never sees."""
    built("v1")
    for old in ("lib", "m/v1/case00.ptl"):
        said = compared(old, "m/helper/case00.ptl")
        assert (said["verdict"], said["models"][0]["loads_in_old"]) == ("patch", False)
        assert REFUSED in run("diff", old, "m/helper/case00.ptl").output
    assert compared("lib", "m/retrained/case00.ptl")["models"][0]["loads_in_old"] is True
    assert REFUSED not in run("diff", "lib", "m/retrained/case00.ptl").output
    assert REFUSED not in built("retrained")
    assert REFUSED in built("helper")


def test_facades_that_check_nothing_load_any_file() -> None:
    built("v1", "--no-api-check")
    assert compared("lib", "m/helper/case00.ptl")["models"][0]["loads_in_old"] is True
    assert REFUSED not in built("helper")


# Facades that are internal


def library(folder: str, *models: str, visibility: str = "public", classes: tuple[str, ...] = ("A", "B")) -> str:
    """A library of those models, the first one of that visibility."""
    text = f'[library]\nname = "team"\npackage = "com.example.team"\noutput = "{folder}"\n'
    for number, (model, name) in enumerate(zip(models, classes, strict=False)):
        seen = "public" if number else visibility
        text += f'[[model]]\npath = "m/{model}.ptl"\nclass = "{name}"\nvisibility = "{seen}"\n'
    Path("kmpgen.toml").write_text(text, "utf-8")
    done = run("build")
    assert done.exit_code == 0, done.output
    Path("kmpgen.toml").unlink()
    return done.output


TWO = ("v1/case00", "v1/case01")


def test_an_internal_facade_is_nobodys_api() -> None:
    library("internal", *TWO, visibility="internal")
    library("public", *TWO)
    library("one", TWO[1], classes=("B",))
    library("renamed", *TWO, visibility="internal", classes=("Other", "B"))
    library("changed", "major/case00", TWO[1], visibility="internal")
    for old, new, expected in (
        ("internal", "renamed", []),
        ("internal", "changed", []),
        ("internal", "one", []),
        ("one", "internal", []),
        ("internal", "public", [("facade-added", "")]),
        ("public", "internal", [("facade-removed", "")]),
        ("one", "public", [("facade-added", "")]),
        ("public", "one", [("facade-removed", "")]),
    ):
        found = [each for each in kinds(compared(old, new)) if each[0] not in ("operators-changed", "size-changed")]
        assert found == expected, (old, new)
    assert kinds(compared("internal", "m/v2/case00.ptl")) == []


def test_a_build_says_the_same_of_internal_facades() -> None:
    library("lib", *TWO, visibility="internal")
    assert "API changed" not in library("lib", *TWO, visibility="internal", classes=("Other", "B"))
    assert "facade added: Other" in library("lib", *TWO, classes=("Other", "B"))
    said = library("lib", *TWO, visibility="internal", classes=("Other", "B"))
    assert "BREAKS sources: facade removed: Other" in said
    assert "method removed" not in said
    assert "API changed" not in library("lib", TWO[1], classes=("B",))


# Libraries of several models


def test_a_build_pairs_models_as_a_comparison_does() -> None:
    library("lib", *TWO)
    said = library("lib", "v2/case00", TWO[1], classes=("Renamed", "Another"))
    assert "facade renamed: A -> Renamed" in said
    assert "facade renamed: B -> Another" in said
    assert "Renamed.ask(k): argument added" in said
    assert "facade removed" not in said


def test_a_class_that_another_model_still_has_is_not_removed(here: Path) -> None:
    """Both models return one NamedTuple; then the first no longer does, then none."""
    for version, feature in (("both", "namedtuple"), ("less", "strings")):
        (here / "m" / version).mkdir()
        for number, name in enumerate((feature, "namedtuple")):
            shutil.copy(FEATURES / name / "model.ptl", here / f"m/{version}/{number}.ptl")
    both, less, none = ("both/0", "both/1"), ("less/0", "less/1"), ("less/0", "v1/case00")
    library("old", *both)
    library("new", *less)
    library("last", *none)
    gone = [cls["name"] for cls in json.loads(Path("old", LOCK).read_text("utf-8"))["models"][0]["kotlin"]["classes"]]
    assert gone
    assert "class-removed" not in [kind for kind, _ in kinds(compared("old", "new"))]
    assert "class removed" not in library("old", *less)
    said = library("old", *none)
    assert all(f"BREAKS sources: {name}: class removed" in said for name in gone)


def test_an_earlier_releases_lock_compares_under_any_name() -> None:
    built("v1")
    shutil.copy(Path("lib", LOCK), "old.lock")
    built("v2")
    assert kinds(compared("old.lock", "lib")) == [("argument-added-last", "ask(k)")]
    assert kinds(compared("old.lock", "m/v2/case00.ptl")) == [("argument-added-last", "ask(k)")]
    Path("other.json").write_text('{"kmpgen": 1}', "utf-8")
    done = run("diff", "other.json", "lib")
    assert (done.exit_code, "KMP016" in done.output) == (2, True), done.output
    Path("bad.lock").write_text('{"kmpgen": "0.1.0", "models": 3}', "utf-8")
    done = run("diff", "bad.lock", "lib")
    assert (done.exit_code, "KMP303" in done.output) == (2, True), done.output


# What an update keeps


def test_an_update_keeps_old_signatures_and_the_next_builds_emit_the_same() -> None:
    built("v1")
    assert "argument added at the end" in built("v2")
    assert run("build", "m/v2/case00.ptl", "-o", "lib", "--package", "com.example.kept", "--check").exit_code == 0
    second = contents("lib")
    assert "API changed" not in built("v2")
    assert contents("lib") == second
    built("v3")
    kept = json.loads(Path("lib", LOCK).read_text("utf-8"))["models"][0]["kept"]
    assert kept == [{"method": "ask", "parameters": 1}, {"method": "ask", "parameters": 2}]
    built("retrained", output="other")
    built("v2", output="other")
    assert contents("other") == second


def test_a_major_change_drops_them_and_so_does_the_option() -> None:
    built("v3", output="fresh")
    for version in ("v1", "v2"):
        built(version)
    built("v3", "--drop-hidden")
    assert contents("lib") == contents("fresh")
    built("v1", output="again")
    built("v2", output="again")
    assert "BREAKS sources: more: result type changed" in built("major", output="again")
    built("major", output="fresh")
    assert contents("again") == contents("fresh")


def test_dropping_them_breaks_callers_compiled_that_long_ago() -> None:
    built("v1")
    built("v2")
    shutil.copytree("lib", "kept")
    built("v2", "--drop-hidden")
    said = compared("kept", "lib")
    assert kinds(said) == [("hidden-signature-dropped", "ask")]
    assert said["breaks"] == {"source": False, "jvm": True, "klib": True}


def test_a_lock_that_keeps_nonsense_is_one_clear_error() -> None:
    built("v1")
    built("v2")
    lock = json.loads(Path("lib", LOCK).read_text("utf-8"))
    for kept in ([{"method": "ask", "parameters": -1}], [1], "x", {"a": 1}):
        lock["models"][0]["kept"] = kept
        Path("lib", LOCK).write_text(json.dumps(lock), "utf-8")
        before = contents("lib")
        done = run("build", "m/v2/case00.ptl", "-o", "lib", "--package", "com.example.kept")
        assert (done.exit_code, "KMP303" in done.output) == (1, True), done.output
        assert contents("lib") == before


# What cannot be compared


def test_what_cannot_be_compared_is_exit_code_2() -> None:
    built("v1", models=("case00", "case01"))
    Path("folder").mkdir()
    Path("text.ptl").write_text("no model")
    plain = str(EMITTED[0].model)
    for old, new, code in (
        ("nope", "m/v1/case00.ptl", "KMP001"),
        ("m/v1/case00.ptl", "nope", "KMP001"),
        ("text.ptl", "m/v1/case00.ptl", "KMP016"),
        ("folder", "m/v1/case00.ptl", "KMP701"),
        ("x" * 300, "m/v1/case00.ptl", "KMP003"),
        ("m/v1/case00.ptl", "folder/" + "y" * 300, "KMP003"),
        ("lib", plain, "KMP703"),
    ):
        done = run("diff", old, new)
        assert (done.exit_code, code in done.output) == (2, True), done.output


def test_a_hostile_file_is_no_side_of_a_comparison(tmp_path: Path) -> None:
    """Whatever the readers refuse cannot be compared."""
    for path in hostile_files.write(tmp_path):
        done = run("diff", "m/v1/case00.ptl", str(path))
        assert (done.exit_code, done.output.count("error[KMP0")) == (2, 1), (path.name, done.output)


def test_a_lock_without_the_api_cannot_be_compared_and_can_be_built_over() -> None:
    built("v1")
    lock = json.loads(Path("lib", LOCK).read_text("utf-8"))
    del lock["library"]
    for model in lock["models"]:
        del model["kotlin"], model["kept"]
    Path("lib", LOCK).write_text(json.dumps(lock), "utf-8")
    done = run("diff", "lib", "m/v2/case00.ptl")
    assert (done.exit_code, "KMP702" in done.output) == (2, True), done.output
    built("v2")
