"""What `kmpgen diff` says of each kind of change is what the Kotlin compiler and the JVM do with callers of it.

One library of all old models, updated to all new ones; one caller a model. Callers are compiled against the old library
and run against both, and compiled again against the new one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kmpgen.apichanges import RULES
from kmpgen.verify import kotlin_android
from kmpgen.verify.library import open_library
from kmpgen.verify.tier import Workshop
from tests import diff_cases
from tests.conftest import Run
from tests.diff_cases import CASES
from tests.feature_models import ROOT

pytestmark = pytest.mark.slow

NAMES = [f"case{number:02}" for number in range(len(CASES))]
IDS = [f"{number:02}-{case.kind}" for number, case in enumerate(CASES)]
# Whatever a facade may throw at callers that fit it, fakes do not throw.
SUPPORT = ROOT / "tests/kotlin/DiffCallers.kt"
JVM_PROGRAM = ROOT / "tests/kotlin/DiffCallersJvm.kt"


@dataclass(frozen=True)
class Seen:
    """What became of the callers, by name: whether sources compile and do the same, whether old class files do."""

    source: dict[str, str]
    binary: dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, kmpgen: Run) -> Path:
    """`models/`, the library `old`, and `new`, which is `old` updated."""
    folder = tmp_path_factory.mktemp("diff")
    diff_cases.write(folder / "models")
    diff_cases.export_all(folder / "models")
    for which in ("old", "new"):
        if which == "new":
            shutil.copytree(folder / "old", folder / "new")
        models = [folder / "models" / which / f"{name}.ptl" for name in NAMES]
        options = ["-o", folder / which, "--package", "com.example.cases", "--name", "cases"]
        built = kmpgen("build", *models, *options)
        assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def said(folder: Path, kmpgen: Run) -> list[list[dict[str, str]]]:
    """The changes that `kmpgen diff` finds, for each case."""
    done = kmpgen("diff", folder / "old", folder / "new", "--json")
    assert done.returncode == 1, done.stderr
    return [model["changes"] for model in json.loads(done.stdout)["models"]]


@pytest.fixture(scope="module")
def seen(folder: Path) -> Seen:
    with Workshop() as workshop:
        return _Callers(folder, workshop).tried()


class _Callers:
    """Compiles and runs the callers of `CASES`."""

    def __init__(self, folder: Path, workshop: Workshop) -> None:
        self._folder = folder
        self._workshop = workshop
        files = workshop.cache.ensure(kotlin_android.ARTIFACTS)
        jars = (*kotlin_android.CLASS_PATH, "kotlin-stdlib")
        self._jars = [kotlin_android.class_files(files[jar]) for jar in jars]
        sources = folder / "callers"
        sources.mkdir()
        self._sources = [SUPPORT, JVM_PROGRAM, *(_write_caller(sources, name, number) for number, name in enumerate(NAMES))]

    def tried(self) -> Seen:
        libraries = [open_library(self._folder / which) for which in ("old", "new")]
        results = kotlin_android.check(libraries, self._workshop)
        assert [result.status for result in results] == ["ok", "ok"], [result.details for result in results]
        old, new = (self._workshop.folder(f"{kotlin_android.NAME}-current") / str(at) for at in (0, 1))
        compiled, messages = self._compile("for-old", old, self._sources)
        assert not messages, messages
        before = self._run(old, compiled, NAMES)
        assert {name: outcome for name, outcome in before.items() if not outcome.startswith("ok")} == {}
        refused = self._compile("for-new", new, self._sources)[1]
        fitting = [source for source in self._sources if source.name not in refused]
        again, messages = self._compile("for-new-again", new, fitting)
        assert not messages, messages
        source = {name: refused.get(_file(name), "") for name in NAMES}
        source |= _differences(before, self._run(new, again, [name for name in NAMES if not source[name]]))
        return Seen(source, _differences(before, self._run(new, compiled, NAMES)))

    def _compile(self, name: str, library: Path, sources: Iterable[Path]) -> tuple[Path, dict[str, str]]:
        """The classes, and the first error of each file that has one."""
        out = self._workshop.folder("callers") / name
        class_path = os.pathsep.join(map(str, [*self._jars, library]))
        flags = ["-no-stdlib", "-no-reflect", "-jvm-target", "11", "-nowarn", "-module-name", "callers"]
        arguments = [*flags, "-cp", class_path, "-d", str(out), *map(str, sources)]
        compilation = self._workshop.kotlin().submit("jvm", arguments).result()
        errors: dict[str, str] = {}
        for file, message in re.findall(r"([\w.]+):\d+:\d+: error: (.*)", compilation.messages):
            errors.setdefault(file, message)
        assert compilation.ok or errors, compilation.messages
        return out, errors

    def _run(self, library: Path, callers: Path, names: Iterable[str]) -> dict[str, str]:
        class_path = os.pathsep.join(map(str, [*self._jars, library, callers]))
        command: list[str | Path] = [self._workshop.jdk.java, "-cp", class_path, "callers.DiffCallersJvmKt", *names]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return dict(line.split("\t", 1) for line in done.stdout.splitlines())


def _file(name: str) -> str:
    return f"{name.capitalize()}.kt"


def _write_caller(folder: Path, name: str, number: int) -> Path:
    call = CASES[number].caller.replace("#", f"{number:02}")
    facade = name.capitalize()
    text = (
        "package callers\n\nimport com.example.cases.*\n\n"
        f"fun {name}(seen: MutableMap<String, String>): Any? {{\n"
        f"    val model = {facade}(Fake({facade}.signatures, seen))\n"
        f"    return {call}\n}}\n"
    )
    path = folder / _file(name)
    path.write_text(text, "utf-8")
    return path


def _differences(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """For each caller that ran, why it is not served as before, or "".

    It is where it returned, and arguments of one name got one value; those that it left out may get another.
    """
    return {name: _difference(name, before[name], outcome) for name, outcome in after.items()}


def _difference(name: str, before: str, after: str) -> str:
    outcome, arguments = after.split("\t")
    if outcome != "ok":
        return outcome
    old, new = (dict(re.findall(r"(\w+)=([^,}]*)", text)) for text in (before.split("\t")[1], arguments))
    is_default = CASES[NAMES.index(name)].kind == "default-changed"
    return "" if is_default or all(new[key] == old[key] for key in old.keys() & new.keys()) else f"{old} became {new}"


def _counted(number: int, changes: list[dict[str, str]]) -> list[dict[str, str]]:
    place = CASES[number].place.replace("#", f"{number:02}")
    return [change for change in changes if change["place"].startswith(place)]


@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_the_change_is_found(number: int, said: list[list[dict[str, str]]]) -> None:
    assert CASES[number].kind in [change["kind"] for change in _counted(number, said[number])]


@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_sources_break_as_said(number: int, said: list[list[dict[str, str]]], seen: Seen) -> None:
    breaks = any(change["source"] == "breaks" for change in _counted(number, said[number]))
    assert bool(seen.source[NAMES[number]]) == breaks, seen.source[NAMES[number]] or "it compiles and does the same"


@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_old_class_files_break_as_said(number: int, said: list[list[dict[str, str]]], seen: Seen) -> None:
    breaks = any(change["jvm"] == "breaks" for change in _counted(number, said[number]))
    assert bool(seen.binary[NAMES[number]]) == breaks, seen.binary[NAMES[number]] or "it runs and does the same"


def test_every_kind_that_callers_meet_is_tried() -> None:
    """The others are of whole facades and classes, which nobody can miss, or of what callers do not see."""
    elsewhere = {kind for kind in RULES if kind.startswith(("facade-", "package-", "hidden-", "model-name-"))}
    unseen = {"weights", "size", "operators", "bytecode", "format", "extra-files", "equality", "components"}
    untried = set(RULES) - {case.kind for case in CASES} - elsewhere - {f"{kind}-changed" for kind in unseen}
    assert untried == {"class-added", "class-removed"}
