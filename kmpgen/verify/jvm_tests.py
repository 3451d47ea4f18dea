"""Runs compiled JUnit tests of many libraries in one JVM over the host library; a JVM that dies is replaced."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kmpgen.verify.result import TierResult
from kmpgen.verify.tools import Jdk

SOURCE = Path(__file__).with_name("host") / "TestHost.java"
# One test; the slowest parity test of a real model takes seconds.
TEST_SECONDS = 300
# What the JVM writes down of a crash in native code.
_SIGNAL = re.compile(r"^#\s+(SIG[A-Z]+)", re.MULTILINE)
JVM_FLAGS = (
    *("-Xmx2g", "-XX:+UseSerialGC", "-XX:-CreateCoredumpOnCrash", "-Dfile.encoding=UTF-8"),
    *("-Xlog:disable", "-Xlog:all=warning:stderr"),
)


@dataclass(frozen=True)
class JvmTests:
    """What the JVM is given for one library: its class path, of which the first entry is searched for tests."""

    id: str
    class_path: tuple[Path, ...]


@dataclass(frozen=True)
class Outcome:
    """How one test ended; `test` is Class.method."""

    test: str
    passed: bool
    message: str = ""
    trace: str = ""

    def __str__(self) -> str:
        return f"{self.test} passed" if self.passed else f"{self.test} failed: {self.message}\n{self.trace}"


@dataclass
class TestRun:
    """One library's tests, in the order in which they ran."""

    __test__ = False  # for pytest, which takes the name for a test's

    outcomes: list[Outcome] = field(default_factory=list)
    running: str | None = None
    done: bool = False

    def result(self, tier: str, versions: Mapping[str, str]) -> TierResult:
        """What `tier` says of these tests; none at all is a failure."""
        failed = [outcome for outcome in self.outcomes if not outcome.passed]
        why = "" if self.outcomes else "the library's tests hold no test"
        if failed:
            more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
            why = f"{failed[0].test}: {' '.join(failed[0].message.split())}{more}"
        return TierResult(tier, "failed" if why else "ok", why, "\n".join(map(str, self.outcomes)), versions)

    def take(self, what: str, test: str, texts: Sequence[str]) -> None:
        """One line of the JVM's answers."""
        match what:
            case "start":
                self.running = test
                return
            case "pass":
                self.outcomes.append(Outcome(test, True))
            case "fail":
                self.outcomes.append(Outcome(test, False, texts[0], texts[1]))
            case "hang":
                self.outcomes.append(Outcome(test, False, f"it was still running after {TEST_SECONDS} s", texts[0]))
            case "done":
                self.done = True
        self.running = None


def run_tests(
    jdk: Jdk,
    native: Path,
    class_path: Sequence[Path],
    libraries: Sequence[JvmTests],
    folder: Path,
    flags: Sequence[str] = JVM_FLAGS,
) -> dict[str, TestRun]:
    """The tests of each library, by its id. `folder`: a working folder for the JVM and what the tests print.

    A crash or hang ends the JVM: it fails the test that ran, and the libraries after it run in a new one.
    """
    runs = {library.id: TestRun() for library in libraries}
    while pending := [library for library in libraries if not runs[library.id].done]:
        jars = os.pathsep.join(map(str, class_path))
        status = _one_jvm([jdk.java, *flags, "-cp", jars], native, pending, folder, runs)
        first = next((library.id for library in pending if not runs[library.id].done), None)
        if first is not None:
            _blame(runs[first], status, folder)
    return runs


def _one_jvm(
    java: Sequence[str | Path], native: Path, libraries: Sequence[JvmTests], folder: Path, runs: dict[str, TestRun]
) -> int:
    """Feeds `runs` until the JVM ends; its exit status."""
    plan = folder / "libraries.tsv"
    rows = ["\t".join([library.id, *map(str, library.class_path)]) for library in libraries]
    plan.write_text("\n".join(rows), encoding="utf-8")
    # What tests leave behind is gone with the folder, however they end.
    places = [f"-XX:ErrorFile={folder / 'crash.log'}", f"-Djava.io.tmpdir={folder}"]
    command = [*java, *places, SOURCE, native, str(TEST_SECONDS), plan]
    with (folder / "printed.txt").open("w") as printed:
        process = subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=printed, text=True, cwd=folder, encoding="utf-8"
        )
        assert process.stdout is not None
        with process:
            for line in process.stdout:
                what, _, rest = line.rstrip("\n").partition("\t")
                fields = rest.split("\t")
                if what in ("start", "pass", "fail", "hang", "ignore", "done") and fields[0] in runs:
                    runs[fields[0]].take(what, fields[1], [_decoded(text) for text in fields[2:]])
    return process.returncode


def _blame(run: TestRun, status: int, folder: Path) -> None:
    """The library whose tests the JVM did not survive."""
    run.done = True
    if run.running is None and run.outcomes and not run.outcomes[-1].passed:
        return  # a test that hung, and was said to
    crashed = _text(folder / "crash.log")
    signal = _SIGNAL.search(crashed)
    how = signal[1] if signal else f"exit status {status}"
    trace = "\n".join([_text(folder / "printed.txt").strip(), *crashed.splitlines()[:60]])
    run.outcomes.append(Outcome(run.running or "the tests' JVM", False, f"the JVM ended ({how})", trace))
    (folder / "crash.log").unlink(missing_ok=True)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def _decoded(text: str) -> str:
    return base64.b64decode(text).decode("utf-8", errors="replace")
