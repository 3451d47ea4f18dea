"""Tier `run-android`: the ten rules of the runtimes, each with a break that its test must see, and how tests end."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kmpgen.verify import Report, TierResult, jvm_tests, run_android, verify
from kmpgen.verify.host_torch import Torch, find_cxx, find_torch
from kmpgen.verify.jvm_tests import TestRun
from kmpgen.verify.kotlin_android import class_files
from kmpgen.verify.library import open_library
from kmpgen.verify.tier import Workshop
from tests import libtorch112
from tests.feature_models import EMITTED, PLAIN, ROOT

pytestmark = pytest.mark.slow
RUNTIME = ROOT / "tests/runtime"
TIER = "run-android"
FEATURE_NAMES = [feature.name for feature in EMITTED]
TESTS = {"RulesTest": "common", "AndroidRulesTest": "android"}


@dataclass(frozen=True)
class Break:
    """A change to the emitted runtime that breaks a rule, and the test that must fail for it."""

    test: str
    file: str
    old: str
    new: str

    def apply(self, library: Path) -> None:
        (path,) = library.glob(f"src/*/kotlin/**/{self.file}")
        before = path.read_text()
        assert self.old in before, f"{self.file} has no {self.old}"
        path.write_text(before.replace(self.old, self.new, 1))


TENSOR, TENSOR_DATA = "Tensor.android.kt", "TensorData.android.kt"
MODULE, CONVERSIONS = "TorchModule.android.kt", "Conversions.android.kt"
SHARED_BUFFER = (
    'NativeTensor::class.java.getDeclaredMethod("getRawDataBuffer").also { it.isAccessible = true }.invoke(this)'
    " as FloatBuffer"
)
BREAKS = {
    "1: inputs go unchecked": Break(
        "RulesTest.rule1WrongTypesAndCountsStopBeforeNativeCode", "TorchModule.kt", "signature.check(arguments)", ""
    ),
    "2: an empty list of ints is a list of anything": Break(
        "RulesTest.rule2EmptyContainersKeepTheirTypes",
        CONVERSIONS,
        "TorchType.Int -> NativeIValue.listFrom(*toLongList())",
        "",
    ),
    "2: an empty list of strings is passed as one of tensors": Break(
        "AndroidRulesTest.rule2EmptyContainersThatAndroidCannotTypeAreRefused",
        CONVERSIONS,
        "elements.isEmpty() &&",
        "elements.size < 0 &&",
    ),
    "3: results share torch's memory": Break(
        "RulesTest.rule3ResultsDoNotChangeWithTheirInput",
        TENSOR_DATA,
        "FloatBuffer.wrap(rowMajor(dataAsFloatArray))",
        SHARED_BUFFER,
    ),
    "3: results share the memory of inputs that are gone": Break(
        "AndroidRulesTest.rule3ResultsOutliveTheirInputs",
        TENSOR_DATA,
        "FloatBuffer.wrap(rowMajor(dataAsFloatArray))",
        SHARED_BUFFER,
    ),
    "3: an input that the model keeps is let go": Break(
        "AndroidRulesTest.rule3AnInputThatTheModelKeepsOutlivesItsCall",
        MODULE,
        "            lastInputs[signature.name] = sent\n",
        "",
    ),
    "4: channels-last is taken for row-major": Break(
        "RulesTest.rule4ChannelsLastResultsAreRowMajor",
        TENSOR_DATA,
        "memoryFormat() == NativeMemoryFormat.CONTIGUOUS",
        "memoryFormat().name.isNotEmpty()",
    ),
    "5: unsigned bytes are taken for signed ones": Break(
        "RulesTest.rule5ElementsOfEveryTypeThatBothPlatformsCarry", TENSOR_DATA, "fromBlobUnsigned", "fromBlob"
    ),
    "5: a refused type comes without a way out": Break(
        "AndroidRulesTest.rule5TypesThatAndroidCannotCarryAreNamed",
        MODULE,
        '"not supported on java side" in message',
        '"something else" in message',
    ),
    "10: an array's room goes unchecked": Break(
        "RulesTest.rule10ElementsAreReadIntoAnArrayThatIsThere", "Tensor.kt", "offset < 0 || count", "count"
    ),
    "7: torch's exceptions leave as they are": Break(
        "RulesTest.rule7FailuresCarryTorchsOwnWords",
        MODULE,
        'throw TorchException("$what: ${e.message ?: e}${hint(e)}", e)',
        "throw if (hint(e) == what) TorchException(what) else e",
    ),
    "8: a closed module goes on": Break(
        "RulesTest.rule8AClosedModuleRefusesCalls",
        MODULE,
        'if (isClosed) throw TorchException("${signature.name}: the module is closed")',
        "",
    ),
    "8: close does not turn away the calls that wait": Break(
        "AndroidRulesTest.rule8CloseWaitsForTheRunningCallAndRefusesThoseThatWait",
        MODULE,
        'if (isClosed) throw TorchException("${signature.name}: the module is closed")',
        "",
    ),
    "8: a forgotten module stays": Break(
        "AndroidRulesTest.rule8WhatIsForgottenIsFreed",
        MODULE,
        "    private val lock = Any()\n",
        "    private val lock = Any()\n\n    init {\n        keep += native\n    }\n\n"
        "    private companion object {\n        val keep = mutableListOf<NativeModule>()\n    }\n",
    ),
    "9: calls on one module overlap": Break(
        "AndroidRulesTest.rule9EightThreadsShareOneModule",
        MODULE,
        "inputs: List<IValue>): IValue = synchronized(lock) {",
        "inputs: List<IValue>): IValue = with(lock) {",
    ),
    "10: elements go in one by one": Break(
        "AndroidRulesTest.rule10TensorsCrossAsOneBlock",
        TENSOR,
        "{ it.asFloatBuffer().put(data) }",
        "{ bytes -> data.toList().forEach(bytes.asFloatBuffer()::put) }",
    ),
}


def _build(model: Path, folder: Path, package: str) -> Path:
    options = ["-o", str(folder), "--package", package, "--no-parity"]
    subprocess.run(
        [sys.executable, "-m", "kmpgen", "build", str(model), *options], check=True, cwd=ROOT, capture_output=True
    )
    return folder


def _add_tests(library: Path, *names: str) -> None:
    """The named test classes of tests/runtime, and what they share."""
    for source, where in (("commonTest", "common"), ("androidDeviceTest", "android")):
        folder = library / "src" / source / "kotlin"
        folder.mkdir(parents=True, exist_ok=True)
        for file in (RUNTIME / where).glob("*.kt"):
            text = file.read_text()
            # A class that is not asked for still compiles, but is no test.
            kept = (
                text if file.stem in names else text.replace("    @Test\n", "").replace("import kotlin.test.Test\n", "")
            )
            (folder / file.name).write_text(kept)
    resources = library / "src/commonTest/resources"
    resources.mkdir(parents=True, exist_ok=True)
    shutil.copy(RUNTIME / "rules.ptl", resources)


def _only(test: str) -> Callable[[str], str]:
    """Leaves one test of a class."""
    method = test.partition(".")[2]
    return lambda text: text.replace("    @Test\n", "").replace(f"    fun {method}(", f"    @Test\n    fun {method}(")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """The library as it is, and each broken copy of it with the one test that must see the break; one batch."""
    plain = _build(RUNTIME / "rules.ptl", tmp_path_factory.mktemp("rules") / "rules", "com.example.rules")
    folders = {"untouched": plain}
    for name, broken in BREAKS.items():
        folders[name] = Path(shutil.copytree(plain, tmp_path_factory.mktemp("broken") / "rules"))
        broken.apply(folders[name])
        _add_tests(folders[name], broken.test.partition(".")[0])
        for file in folders[name].glob(f"src/*/kotlin/{broken.test.partition('.')[0]}.kt"):
            file.write_text(_only(broken.test)(file.read_text()))
    _add_tests(plain, *TESTS)
    return dict(zip(folders, verify(list(folders.values()), [TIER]), strict=True))


def test_the_rules_hold(reports: dict[str, Report]) -> None:
    result = reports["untouched"][TIER]
    assert result.status == "ok", f"{result}\n{result.details}"


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_seen_by_its_test(reports: dict[str, Report], name: str) -> None:
    result = reports[name][TIER]
    assert result.status == "failed"
    assert result.why.startswith(f"{BREAKS[name].test}: "), f"{result}\n{result.details}"


def test_the_torch_that_ran_is_named(reports: dict[str, Report]) -> None:
    assert reports["untouched"].versions["torch"].split(".")[0] == "2"


CRASH = """\
package com.example.crash

import kotlin.test.Test
import kotlin.test.assertEquals

class CrashTest {
    @Test
    fun crashes() {
        val field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe").also { it.isAccessible = true }
        val unsafe = field.get(null)
        unsafe.javaClass.getMethod("putAddress", Long::class.java, Long::class.java).invoke(unsafe, 0L, 0L)
    }
}
"""
HANG = """\
package com.example.hang

import kotlin.test.Test

class HangTest {
    @Test
    fun hangs(): Unit = Thread.sleep(3_600_000)
}
"""
FAIL = """\
package com.example.fail

import kotlin.test.Test
import kotlin.test.assertEquals

class FailTest {
    @Test
    fun fails(): Unit = assertEquals("one", "two", "not the same")

    @Test
    fun passes(): Unit = println("printed text is no answer")
}
"""
EMPTY = "package com.example.empty\n\nclass EmptyTest\n"
TORN = 'package com.example.torn\n\nclass TornTest {\n    fun torn(): Int = "text"\n}\n'


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TierResult]:
    """Libraries whose tests end badly, and one between them that is right, in one batch."""
    plain = _build(PLAIN.model, tmp_path_factory.mktemp("plain") / "plain", "com.example.plain")
    tests = {"crash": CRASH, "fail": FAIL, "hang": HANG, "right": FAIL.replace('"one", "two"', '"one", "one"')}
    tests |= {"empty": EMPTY, "torn": TORN, "unrecorded": ""}
    folders = {}
    for name, text in tests.items():
        folders[name] = Path(shutil.copytree(plain, tmp_path_factory.mktemp(name) / name))
        if text:
            folder = folders[name] / "src/commonTest/kotlin"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name.title()}Test.kt").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jvm_tests, "TEST_SECONDS", 4)
        said = verify(list(folders.values()), [TIER])
    return {name: report[TIER] for name, report in zip(folders, said, strict=True)}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("crash", "run-android failed: CrashTest.crashes: the JVM ended (SIGSEGV)"),
        ("fail", "run-android failed: FailTest.fails: not the same expected:<[one]> but was:<[two]>"),
        ("hang", "run-android failed: HangTest.hangs: it was still running after 4 s"),
        ("empty", "run-android failed: the library's tests hold no test"),
        ("torn", "run-android failed: src/commonTest/kotlin/TornTest.kt:4:23: error: "),
        ("unrecorded", "run-android skipped: no recording (kmpgen record)"),
        ("right", "run-android ok"),
    ],
)
def test_how_tests_end_is_said(ends: dict[str, TierResult], name: str, says: str) -> None:
    assert str(ends[name]).startswith(says), f"{ends[name]}\n{ends[name].details}"


def test_tests_beside_a_failed_one_are_listed(ends: dict[str, TierResult]) -> None:
    assert "FailTest.passes passed" in ends["fail"].details.splitlines()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of a committed model with its committed recording."""
    folder = tmp_path_factory.mktemp("recorded") / "library"
    subprocess.run([sys.executable, "-m", "kmpgen", "build", str(PLAIN.model), "-o", str(folder)], check=True, cwd=ROOT)
    return folder


def test_a_model_with_other_answers_fails(recorded: Path, tmp_path: Path) -> None:
    """The model is swapped for one of the same API whose weights have the other sign."""
    swapped = Path(shutil.copytree(recorded, tmp_path / "swapped"))
    (model,) = swapped.rglob("*.ptl")
    with zipfile.ZipFile(PLAIN.model) as old, zipfile.ZipFile(model, "w") as new:
        for name in old.namelist():
            content = bytearray(old.read(name))
            if re.search(r"/(data|constants)/\d+$", name):
                content[3::4] = bytes(byte ^ 0x80 for byte in content[3::4])
            new.writestr(name, bytes(content))
    right, wrong = (report[TIER] for report in verify([recorded, swapped], [TIER]))
    assert (right.status, wrong.status) == ("ok", "failed"), f"{right}\n{wrong}"


def test_what_is_missing_is_said(recorded: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = shutil.which("java")
    assert java is not None
    monkeypatch.setenv("JAVA_HOME", str(Path(java).resolve().parent.parent))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    (report,) = verify([recorded], [TIER])
    assert str(report[TIER]) == "run-android skipped: needs a C++ compiler"
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    (report,) = verify([recorded], [TIER])
    assert str(report[TIER]).startswith("run-android skipped: needs torch")


@pytest.fixture(scope="module")
def over_both(libraries: dict[str, Path]) -> list[dict[str, TierResult]]:
    """Every recorded feature model over the installed torch, then over libtorch 1.12.1."""
    features = {name: libraries[name] for name in FEATURE_NAMES if name in libraries}
    return libtorch112.run(features, find_torch(), libtorch112.find())


def test_every_recorded_model_gives_torchs_own_answers(over_both: list[dict[str, TierResult]]) -> None:
    recorded = {feature.name for feature in EMITTED if feature.model.with_suffix(".parity").exists()}
    assert recorded
    assert {name: str(result) for name, result in over_both[0].items()} == dict.fromkeys(recorded, f"{TIER} ok")


def test_an_older_torch_runs_and_refuses_what_the_table_says(over_both: list[dict[str, TierResult]]) -> None:
    assert {name: libtorch112.entry(result) for name, result in over_both[1].items()} == libtorch112.table()


# What the tests need besides the library's own rules: their names, annotations, and the loader that the harness calls.
HARNESS_RULES = """\
-keep class **Test { *; }
-keep class com.facebook.soloader.nativeloader.** { *; }
-keepattributes RuntimeVisibleAnnotations
-dontwarn **
"""


@dataclass(frozen=True)
class Bench:
    """The tests of the rules compiled once, for JVMs that the tier itself would not start."""

    workshop: Workshop
    library: Path
    classes: Path

    @property
    def jars(self) -> list[Path]:
        """The compiled library, its resources and all it needs."""
        files = self.workshop.cache.ensure(run_android.RUN_TIME)
        return [self.classes, self.resources, *map(class_files, files.values())]

    @property
    def resources(self) -> Path:
        return self.library / "src/commonTest/resources"

    def run(
        self,
        class_path: list[Path],
        tests: Path,
        folder: Path,
        flags: tuple[str, ...] = (),
        torch: Torch | None = None,
    ) -> TestRun:
        """The test classes of the folder `tests`, over the installed torch if no other is given."""
        jdk = self.workshop.jdk
        native = run_android.host_library(torch or find_torch(), find_cxx(), jdk, self.workshop)
        given = jvm_tests.JvmTests("rules", (tests, self.resources))
        flags = (*jvm_tests.JVM_FLAGS, *flags)
        return jvm_tests.run_tests(jdk, native, class_path, [given], folder, flags)["rules"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    library = _build(RUNTIME / "rules.ptl", tmp_path_factory.mktemp("bench") / "rules", "com.example.rules")
    _add_tests(library, *TESTS, "LeakTest")
    with Workshop(run_android.ARTIFACTS) as workshop:
        (compiled,) = run_android.compile_tests([open_library(library)], workshop)
        assert compiled.compilation.result().ok, compiled.compilation.result().messages
        yield Bench(workshop, library, compiled.classes)


SMALL_HEAP = ("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch")


def test_long_runs_leave_nothing_behind(bench: Bench, tmp_path: Path) -> None:
    tests = Path(shutil.copytree(bench.classes, tmp_path / "tests", ignore=_all_but("LeakTest")))
    run = bench.run(bench.jars, tests, tmp_path, SMALL_HEAP)
    assert [outcome.message for outcome in run.outcomes if not outcome.passed] == []
    assert len(run.outcomes) == 3


def test_the_rules_hold_over_an_older_torch(bench: Bench, tmp_path: Path) -> None:
    tests = Path(shutil.copytree(bench.classes, tmp_path / "tests", ignore=_all_but("RulesTest")))
    run = bench.run(bench.jars, tests, tmp_path, torch=libtorch112.find())
    assert [(outcome.test, outcome.message) for outcome in run.outcomes if not outcome.passed] == []
    assert len(run.outcomes) > 15


@pytest.fixture(scope="module")
def shrunk(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> dict[str, TestRun]:
    """The tests of the rules over R8's output, once under the emitted consumer rules and once without them."""
    runs = {}
    junit = bench.workshop.cache.ensure(["junit", "hamcrest"]).values()
    for name, rules in (("with", bench.library / "consumer-rules.pro"), ("without", None)):
        classes = _shrink(bench.classes, rules, bench.workshop, tmp_path_factory.mktemp("r8"))
        tests = Path(shutil.copytree(classes, classes.with_name("tests"), ignore=_all_but("RulesTest")))
        runs[name] = bench.run([classes, bench.resources, *junit], tests, tmp_path_factory.mktemp("run"))
    return runs


def _all_but(test: str) -> Callable[[str, list[str]], list[str]]:
    """Leaves the classes whose names end so: the tests among the classes of a library."""

    def ignored(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if Path(folder, name).is_file() and not name.endswith(f"{test}.class")]

    return ignored


# What an app does not bring: Android itself, and what tests need beside it.
NOT_SHRUNK = ("android", "junit", "hamcrest")


def _shrink(classes: Path, rules: Path | None, workshop: Workshop, folder: Path) -> Path:
    """All that an app would have, shrunk and renamed by R8, as a folder of class files."""
    program = shutil.make_archive(str(folder / "program"), "zip", classes)
    (folder / "harness.pro").write_text(HARNESS_RULES)
    (folder / "classes").mkdir()
    files = workshop.cache.ensure(["r8", *run_android.RUN_TIME])
    inputs = [class_files(files[id]) for id in run_android.RUN_TIME if id not in NOT_SHRUNK]
    configurations = [folder / "harness.pro", *([rules] if rules else [])]
    command: list[str | Path] = [workshop.jdk.java, "-Xmx1g", "-cp", files["r8"], "com.android.tools.r8.R8"]
    command += ["--release", "--classfile", "--output", folder / "classes"]
    command += [word for id in ("junit", "hamcrest") for word in ("--lib", files[id])]
    command += ["--lib", workshop.jdk.java.resolve().parent.parent]
    command += [word for file in configurations for word in ("--pg-conf", file)]
    done = subprocess.run([*command, program, *inputs], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "classes"


def test_the_rules_hold_in_an_app_that_r8_shrank(shrunk: dict[str, TestRun]) -> None:
    failed = [outcome for outcome in shrunk["with"].outcomes if not outcome.passed]
    assert not failed, failed[0].trace
    assert len(shrunk["with"].outcomes) > 15


def test_without_the_consumer_rules_a_shrunk_app_fails(shrunk: dict[str, TestRun]) -> None:
    assert shrunk["without"].outcomes
    assert not any(outcome.passed for outcome in shrunk["without"].outcomes if outcome.test.startswith("RulesTest"))
