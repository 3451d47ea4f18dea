"""`kmpgen build --check` in a log: what moved and what to run come first, and nothing is endless."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kmpgen.cli import main
from tests.feature_models import ROOT

FEATURES = ROOT / "tests/features"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def retrain(model: Path) -> None:
    """Another file of the same API."""
    with zipfile.ZipFile(model, "a") as archive:
        archive.writestr(archive.namelist()[0].partition("/")[0] + "/extra/epoch", "2")


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built library of two models, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    text = '[library]\nname = "team"\npackage = "com.acme.team"\n'
    for name, feature in (("words", "strings"), ("numbers", "scalars")):
        shutil.copy(FEATURES / feature / "model.ptl", tmp_path / f"{name}.ptl")
        shutil.copy(FEATURES / feature / "model.parity", tmp_path / f"{name}.parity")
        text += f'\n[[model]]\npath = "{name}.ptl"\nclass = "{name.title()}"\n'
    (tmp_path / "kmpgen.toml").write_text(text)
    assert run("build").exit_code == 0
    return tmp_path


def checked(*words: str) -> list[str]:
    result = run("build", "--check", *words)
    assert result.exit_code == 1
    return result.output.splitlines()


def summary(lines: list[str]) -> str:
    """What stands before the first empty line."""
    return "\n".join(lines[: lines.index("")])


def test_a_retrained_model_is_told_from_a_new_api(team: Path) -> None:
    (team / "words.parity").unlink()
    retrain(team / "words.ptl")
    said = summary(checked())
    assert "Words (words.ptl) is another file, of the same API" in said
    assert "Numbers" not in said
    shutil.copy(FEATURES / "tensor/model.ptl", team / "words.ptl")
    assert "Words (words.ptl)'s API changed" in summary(checked())


def test_models_that_come_and_go_are_named(team: Path) -> None:
    settings = team / "kmpgen.toml"
    text = settings.read_text()
    shutil.copy(FEATURES / "tensor/model.ptl", team / "more.ptl")
    settings.write_text(text + '\n[[model]]\npath = "more.ptl"\nclass = "More"\n')
    assert "More (more.ptl) is new" in summary(checked())
    settings.write_text(text[: text.rindex("[[model]]")])
    assert "Numbers is no longer a model" in summary(checked())


def test_a_model_of_another_facade_is_no_other_model(team: Path) -> None:
    settings = team / "kmpgen.toml"
    text = settings.read_text().replace('class = "Words"', 'class = "Texts"')
    settings.write_text(text.replace('class = "Numbers"', 'class = "Digits"'))
    said = summary(checked())
    assert "Texts (words.ptl) was called Words" in said
    assert "Digits (numbers.ptl) was called Numbers" in said
    assert "BREAKS sources: facade renamed: Words -> Texts" in said
    assert not {"is new", "no longer", "facade removed", "facade added"} & set(
        re.findall(r"is new|no longer|facade \w+", said)
    )


def test_hand_edits_are_named(team: Path) -> None:
    (team / "team/README.md").write_text("mine\n")
    said = summary(checked())
    assert "edited by hand" in said
    assert "README.md" in said
    assert "API" not in said


def test_long_differences_are_cut_and_their_file_named(team: Path) -> None:
    for path in (team / "team").rglob("*.kt"):
        path.write_text("".join(f"line {number} {'x' * 500}\n" for number in range(5000)))
    lines = checked()
    assert len(lines) < 700
    assert max(map(len, lines)) < 1000
    assert any("is left out" in line for line in lines)
    assert any("are left out" in line for line in lines)


def test_of_files_that_are_no_text_only_sizes_are_shown(team: Path) -> None:
    (team / "team/src/commonTest/resources/Words.parity").write_bytes(b"\x00\xff" * 100)
    lines = checked()
    assert any("Words.parity: not a text; 200 bytes, should be" in line for line in lines)
    assert all(line.isprintable() for line in lines)


def test_a_text_of_the_terminals_own_stays_harmless(team: Path) -> None:
    (team / "team/README.md").write_text("\x1b[31mred\u202e\n")
    assert all(line.isprintable() for line in checked())


@pytest.mark.parametrize("options", [[], ["--prefix", "ACME"], ["--name", "other", "-o", "a folder", "--skip", "half"]])
@pytest.mark.parametrize("edited", [False, True])
def test_the_command_that_it_names_settles_it(team: Path, options: list[str], *, edited: bool) -> None:
    (team / "words.parity").unlink()
    if edited:
        (team / "team/README.md").write_text("mine\n")
    lines = checked(*options)
    (command,) = (line.removeprefix("  run: ") for line in lines if line.startswith("  run: "))
    words = shlex.split(command)
    assert words[:2] == ["kmpgen", "build"]
    subprocess.run([sys.executable, "-m", *words], check=True, env={"PYTHONPATH": str(ROOT)}, capture_output=True)
    assert run("build", "--check", *options).exit_code == 0


def test_the_pre_commit_hook_is_the_check() -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", manifest], check=True, capture_output=True)
    (entry,) = (
        line.partition(": ")[2] for line in manifest.read_text().splitlines() if line.strip().startswith("entry:")
    )
    _, *words = entry.split()
    assert run(*words, "--help").exit_code == 0
