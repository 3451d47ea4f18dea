"""Runs the tests of a Kotlin/Native test program; where it ends in the middle, it is started again for the rest."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmpgen.exitstatus import how_it_ended
from kmpgen.verify.jvm_tests import Outcome, TestRun

# Of all tests of one library together.
PROGRAM_SECONDS = 600
_MESSAGE = re.compile(r"^##teamcity\[(\w+) (.*)\]$", re.MULTILINE)
_ATTRIBUTE = re.compile(r"(\w+)='((?:[^|']|\|.)*)'")
_ESCAPE = re.compile(r"\|(?:0x([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r"}


@dataclass(frozen=True)
class NativeTests:
    """A test program, and which of its tests count: those of the classes in `packages`, exactly."""

    program: Path
    packages: Sequence[str]
    environment: Mapping[str, str]


def run_program(tests: NativeTests, folder: Path) -> TestRun:
    """All outcomes. `folder` is the program's working folder."""
    run = TestRun()
    while not run.done:
        before = len(run.outcomes)
        finished, said = _once(tests, [outcome.test for outcome in run.outcomes], folder)
        _take(run, said)
        if finished is None and run.running is None:
            run.done = True
            continue
        message = f"the program ended ({finished or 'exit status 0'})"
        if finished == "":
            message = f"it was still running after {PROGRAM_SECONDS} s"
        # A test that runs though it was left out would end the program again and again.
        run.done = run.running is None or run.running in {outcome.test for outcome in run.outcomes[:before]}
        run.outcomes.append(Outcome(run.running or "the test program", False, message, said[-4000:]))
        run.running = None
    return run


def _once(tests: NativeTests, done: Sequence[str], folder: Path) -> tuple[str | None, str]:
    """How the program died, None where it went through, "" where it had to be ended; and what it said."""
    wanted = ":".join(f"{package}.*" for package in tests.packages)
    unwanted = "".join((":" if number else "-") + f"*.{test}" for number, test in enumerate(done))
    command = [str(tests.program), "--ktest_logger=TEAMCITY", f"--ktest_filter={wanted}{unwanted}"]
    environment = {**os.environ, **tests.environment}
    printed = folder / "printed.txt"
    with printed.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
        with process:
            try:
                process.wait(PROGRAM_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                return "", printed.read_text(encoding="utf-8", errors="replace")
    said = printed.read_text(encoding="utf-8", errors="replace")
    status = process.returncode
    if status < 0:
        return how_it_ended(status), said
    # 1 is for tests that failed, which have said so.
    return (None if status == 0 or "##teamcity[testFailed " in said else how_it_ended(status)), said


def _take(run: TestRun, said: str) -> None:
    suite, failure = "", None
    for kind, text in _MESSAGE.findall(said):
        attributes = {name: _unescaped(value) for name, value in _ATTRIBUTE.findall(text)}
        test = f"{suite}.{attributes.get('name', '')}"
        match kind:
            case "testSuiteStarted":
                suite = attributes["name"].rpartition(".")[2]
            case "testStarted":
                run.running, failure = test, None
            case "testFailed":
                failure = (attributes.get("message", ""), attributes.get("details", ""))
            case "testFinished":
                message, trace = failure or ("", "")
                run.outcomes.append(Outcome(test, failure is None, message, trace))
                run.running = None


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _ESCAPED.get(found[2], found[2]), text)
