"""The libraries and the callers of `diff_cases`, and what it means that a caller is served as before."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests import diff_cases
from tests.conftest import Run
from tests.diff_cases import CASES
from tests.feature_models import ROOT

SUPPORT = ROOT / "tests/kotlin/DiffCallers.kt"
Said = dict[int, list[dict[str, str]]]


def name(number: int) -> str:
    """Of a case's caller."""
    return f"case{number:02}"


def make_libraries(folder: Path, numbers: Sequence[int], kmpgen: Run) -> None:
    """In ``folder`` the library `old` of all the cases' old models, and `new`, which is `old` updated."""
    diff_cases.write(folder / "models", numbers)
    diff_cases.export_all(folder / "models")
    for which in ("old", "new"):
        if which == "new":
            shutil.copytree(folder / "old", folder / "new")
        models = [folder / "models" / which / f"{name(number)}.ptl" for number in numbers]
        # Nothing is loaded here: without the check of what is, there is less to compile.
        options = ["--package", "com.example.cases", "--name", "cases", "--no-api-check"]
        built = kmpgen("build", *models, "-o", folder / which, *options)
        assert built.returncode == 0, built.stderr


def what_diff_says(folder: Path, numbers: Sequence[int], kmpgen: Run) -> Said:
    """The changes in each case that `kmpgen diff` finds at its place."""
    done = kmpgen("diff", folder / "old", folder / "new", "--json")
    assert done.returncode == 1, done.stderr
    models = json.loads(done.stdout)["models"]
    return {number: _counted(number, model["changes"]) for number, model in zip(numbers, models, strict=True)}


def _counted(number: int, changes: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    place = CASES[number].place.replace("#", f"{number:02}")
    return [change for change in changes if change["place"].startswith(place)]


def write_callers(folder: Path, numbers: Iterable[int]) -> list[Path]:
    """A file for each."""
    folder.mkdir()
    return [_write_caller(folder, number) for number in numbers]


def caller_file(number: int) -> str:
    return f"{name(number).capitalize()}.kt"


def _write_caller(folder: Path, number: int) -> Path:
    call = CASES[number].caller.replace("#", f"{number:02}")
    facade = name(number).capitalize()
    text = (
        "package callers\n\nimport com.example.cases.*\n\n"
        f"fun {name(number)}(seen: MutableMap<String, String>): Any? {{\n"
        f"    val model = {facade}(Fake({facade}.signatures, seen))\n"
        f"    return {call}\n}}\n"
    )
    path = folder / caller_file(number)
    path.write_text(text, "utf-8")
    return path


def outcomes(printed: str) -> dict[int, str]:
    """What callers printed, by case: ``ok`` or what was thrown, a tab, and the arguments that arrived."""
    lines = (line.split("\t", 1) for line in printed.splitlines())
    return {int(caller.removeprefix("case")): outcome for caller, outcome in lines}


def difference(number: int, before: str, after: str) -> str:
    """Why a caller is not served as before, or "": it is where it returned, and arguments of one name got one value.

    A changed default is another value by intent.
    """
    outcome, arguments = after.split("\t")
    if outcome != "ok":
        return outcome
    old, new = (dict(re.findall(r"(\w+)=([^,}]*)", text)) for text in (before.split("\t")[1], arguments))
    is_default = CASES[number].kind == "default-changed"
    return "" if is_default or all(new[key] == old[key] for key in old.keys() & new.keys()) else f"{old} became {new}"
