"""What `kmpgen diff` says of each kind of change is what the Kotlin compiler and the JVM do with callers of it.

One library of all old models, updated to all new ones; one caller a model. Callers are compiled against the old library
and run against both, and compiled again against the new one.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kmpgen.comparing.apichanges import RULES
from kmpgen.verify import kotlin_android
from kmpgen.verify.library import open_library
from kmpgen.verify.tier import Workshop
from tests import diff_callers
from tests.conftest import Run
from tests.diff_callers import Said
from tests.diff_cases import CASES
from tests.feature_models import ROOT

pytestmark = pytest.mark.slow

ALL = range(len(CASES))
IDS = [f"{number:02}-{case.kind}" for number, case in enumerate(CASES)]
PROGRAM = ROOT / "tests/kotlin/DiffCallersJvm.kt"


@dataclass(frozen=True)
class Seen:
    """Why callers are not served as before, by case, "" where they are: compiled again, and as old class files."""

    source: dict[int, str]
    binary: dict[int, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, kmpgen: Run) -> Path:
    folder = tmp_path_factory.mktemp("diff")
    diff_callers.make_libraries(folder, ALL, kmpgen)
    return folder


@pytest.fixture(scope="module")
def said(folder: Path, kmpgen: Run) -> Said:
    return diff_callers.what_diff_says(folder, ALL, kmpgen)


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
        self._sources = [diff_callers.SUPPORT, PROGRAM, *diff_callers.write_callers(folder / "callers", ALL)]

    def tried(self) -> Seen:
        libraries = [open_library(self._folder / which) for which in ("old", "new")]
        results = kotlin_android.check(libraries, self._workshop)
        assert [result.status for result in results] == ["ok", "ok"], [result.details for result in results]
        old, new = (self._workshop.folder(f"{kotlin_android.NAME}-current") / str(at) for at in (0, 1))
        compiled, messages = self._compile("for-old", old, self._sources)
        assert not messages, messages
        before = self._run(old, compiled, ALL)
        assert {number: outcome for number, outcome in before.items() if not outcome.startswith("ok\t")} == {}
        refused = self._compile("for-new", new, self._sources)[1]
        fitting = [source for source in self._sources if source.name not in refused]
        again, messages = self._compile("for-new-again", new, fitting)
        assert not messages, messages
        source = {number: refused.get(diff_callers.caller_file(number), "") for number in ALL}
        source |= _differences(before, self._run(new, again, [number for number in ALL if not source[number]]))
        return Seen(source, _differences(before, self._run(new, compiled, ALL)))

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

    def _run(self, library: Path, callers: Path, numbers: Iterable[int]) -> dict[int, str]:
        class_path = os.pathsep.join(map(str, [*self._jars, library, callers]))
        names = map(diff_callers.name, numbers)
        command: list[str | Path] = [self._workshop.jdk.java, "-cp", class_path, "callers.DiffCallersJvmKt", *names]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return diff_callers.outcomes(done.stdout)


def _differences(before: dict[int, str], after: dict[int, str]) -> dict[int, str]:
    return {number: diff_callers.difference(number, before[number], outcome) for number, outcome in after.items()}


@pytest.mark.parametrize("number", ALL, ids=IDS)
def test_the_change_is_found(number: int, said: Said) -> None:
    assert CASES[number].kind in [change["kind"] for change in said[number]]


@pytest.mark.parametrize("number", ALL, ids=IDS)
def test_sources_break_as_said(number: int, said: Said, seen: Seen) -> None:
    breaks = any(change["source"] == "breaks" for change in said[number])
    assert bool(seen.source[number]) == breaks, seen.source[number] or "it compiles and does the same"


@pytest.mark.parametrize("number", ALL, ids=IDS)
def test_old_class_files_break_as_said(number: int, said: Said, seen: Seen) -> None:
    breaks = any(change["jvm"] == "breaks" for change in said[number])
    assert bool(seen.binary[number]) == breaks, seen.binary[number] or "it runs and does the same"


def test_every_kind_that_callers_meet_is_tried() -> None:
    """The others are of whole facades and classes, which nobody can miss, or of what callers do not see."""
    whole = ("facade-", "package-", "runtime-", "hidden-", "model-name-", "invoke-")
    elsewhere = {kind for kind in RULES if kind.startswith(whole)}
    unseen = {"weights", "size", "operators", "bytecode", "format", "extra-files", "metadata"}
    unseen |= {"equality", "components"}
    untried = set(RULES) - {case.kind for case in CASES} - elsewhere - {f"{kind}-changed" for kind in unseen}
    whole_classes = {f"{what}-{how}" for what in ("class", "enum") for how in ("added", "removed")}
    assert untried == {*whole_classes, "enum-renamed"}
