"""Tiers `run-ios-kotlin` and `run-ios-native`: the ten rules, with breaks that their tests see, and how runs end."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kmpgen.verify import TierResult, native_tests, verify
from kmpgen.verify.native_tests import NativeTests, run_program
from tests.feature_models import EMITTED, ROOT, Feature

pytestmark = pytest.mark.slow
RUNTIME = ROOT / "tests/runtime"
FEATURES = ROOT / "tests/features"
KOTLIN, NATIVE = "run-ios-kotlin", "run-ios-native"
Build = Callable[..., CompletedProcess[str]]


@dataclass(frozen=True)
class Break:
    """A change to an emitted file, as a regular expression and what comes in its place; and tests that must fail."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...] = ()

    def apply(self, library: Path) -> None:
        (path,) = (path for path in library.rglob(self.file) if path.is_file())
        text, count = re.subn(self.old, self.new, path.read_text(), count=1)
        assert count, f"{self.file} has no {self.old}"
        path.write_text(text)


# Each library has many breaks at once, since compiling takes long: every break has tests of its own.
BREAKS = {
    "kotlin": [
        Break(
            "TorchModule.kt",
            r"signature\.check\(arguments\)",
            "",
            ("RulesTest.rule1WrongTypesAndCountsStopBeforeNativeCode",),
        ),
        Break(
            "IValue.ios.kt",
            r"dictOfType\(type\.toString\(\)",
            'dictOfType("Dict[str, Tensor]"',
            ("IosRulesTest.rule2EmptyContainersOfEveryTypeCross",),
        ),
        Break(
            "DType.ios.kt",
            "INT16 -> PLMDTypeInt16",
            "INT16 -> PLMDTypeFloat16",
            ("IosRulesTest.rule5ElementsOfTypesThatOnlyIosCarries",),
        ),
        Break(
            "Tensor.ios.kt",
            r"callNative \{ native\.close\(\) \}",
            "",
            ("RulesTest.rule8AClosedTensorRefusesReads",),
        ),
        Break(
            "TorchModule.ios.kt",
            r"callNative \{ native\.close\(\) \}",
            "",
            (
                "RulesTest.rule8AClosedModuleRefusesCalls",
                "IosRulesTest.rule8CloseWaitsForTheRunningCallAndRefusesThoseThatWait",
            ),
        ),
        Break(
            "Tensor.ios.kt",
            r"(public actual companion object \{)",
            r"\1\n        internal val kept = mutableListOf<PLMValue>()\n",
        ),
        Break(
            "Tensor.ios.kt",
            r"(    init \{)",
            r"\1\n        kept += native",
            (
                "IosRulesTest.rule8WhatIsForgottenIsFreed",
                "IosLeakTest.tenThousandCalls",
                "IosLeakTest.threeHundredForgottenModules",
            ),
        ),
        Break(
            "Tensor.ios.kt",
            r"data\.usePointer \{ create\(it, data\.size, DType\.FLOAT32",
            "data.toList().toFloatArray().usePointer { create(it, data.size, DType.FLOAT32",
            ("IosRulesTest.rule10TensorsCrossAsOneBlock",),
        ),
        Break(
            "NSData.ios.kt",
            r"data\.length, dtype",
            "data.length / 2uL * 2uL, dtype",
            ("IosRulesTest.rule10DataForSwiftIsChecked",),
        ),
        Break(
            "NSData.ios.kt",
            r"copyTo\(data\.mutableBytes\)",
            "copyTo(NSMutableData.dataWithLength(byteCount)?.mutableBytes)",
            ("IosRulesTest.rule10DataForSwiftCrossesAsOneBlock",),
        ),
        Break(
            "Tensor.ios.kt",
            r"destination\.usePointer\(destinationOffset\) \{ read\(it, DType\.FLOAT32",
            "destination.usePointer { read(it, DType.FLOAT32",
            ("RulesTest.rule10ElementsAreReadIntoAnArrayThatIsThere",),
        ),
    ],
    "core": [
        Break(
            "plm_tensor.cpp",
            r"\.contiguous\(\)",
            "",
            ("RulesTest.rule4ResultsAreRowMajorWhateverTheirStrides", "RulesTest.rule4ChannelsLastResultsAreRowMajor"),
        ),
        Break("plm_core.cpp", r"c10::InferenceMode inference;\s+(return loaded)", r"\1"),
        Break(
            "plm_core.cpp",
            r"c10::InferenceMode inference;\s+(const plm_method &found)",
            r"\1",
            ("RulesTest.rule6NoAutogradGraphLeavesARun",),
        ),
        Break(
            "plm_value.hpp",
            r"set_last_error\(error\.what\(\)\)",
            'set_last_error("it failed")',
            ("RulesTest.rule7FailuresCarryTorchsOwnWords",),
        ),
        Break(
            "plm_core.cpp",
            r"std::lock_guard<std::mutex> lock\(module->mutex\);(\s+if \(module->closed\))",
            r"\1",
            ("IosRulesTest.rule9EightThreadsShareOneModule",),
        ),
    ],
    "memory": [
        Break(
            "plm_core.cpp",
            r"plm_internal::own_result\((result)\)",
            r"\1",
            ("RulesTest.rule3ResultsDoNotChangeWithTheirInput",),
        ),
        Break(
            "plm_tensor.cpp",
            r"void fill\(const at::Tensor &tensor, const void \*elements\) \{",
            r"\g<0>\n    const_cast<at::Tensor &>(tensor).set_data(at::from_blob(const_cast<void *>(elements), "
            r"tensor.sizes(), tensor.options()));",
            ("IosRulesTest.rule3ResultsOutliveTheirInputs",),
        ),
    ],
}
SEEN = [(name, test) for name, breaks in BREAKS.items() for broken in breaks for test in broken.tests]


def _rules_library(kmpgen: Build, folder: Path, name: str) -> Path:
    """A library of its own package, so that one program can hold several, with the tests of the rules."""
    package = f"com.example.{name}"
    built = kmpgen("build", RUNTIME / "rules.ptl", "-o", folder, "--package", package, "--no-parity", "--no-bundle")
    assert built.returncode == 0, built.stderr
    for source, where in (("commonTest", "common"), ("iosTest", "ios")):
        tests = folder / "src" / source / "kotlin"
        tests.mkdir(parents=True)
        for file in (RUNTIME / where).glob("*.kt"):
            (tests / file.name).write_text(file.read_text().replace("com.example.rules", package))
    resources = folder / "src/commonTest/resources"
    resources.mkdir(parents=True)
    shutil.copy(RUNTIME / "rules.ptl", resources)
    return folder


@pytest.fixture(scope="module")
def results(kmpgen: Build, tmp_path_factory: pytest.TempPathFactory) -> dict[str, TierResult]:
    """The library as it is, and broken ones; one batch."""
    folders = {}
    for name in ("rules", *BREAKS):
        folders[name] = _rules_library(kmpgen, tmp_path_factory.mktemp(name) / name, name)
        for broken in BREAKS.get(name, ()):
            broken.apply(folders[name])
    reports = verify(list(folders.values()), [KOTLIN])
    return {name: report[KOTLIN] for name, report in zip(folders, reports, strict=True)}


def test_the_rules_hold(results: dict[str, TierResult]) -> None:
    assert results["rules"].status == "ok", f"{results['rules']}\n{results['rules'].details}"


@pytest.mark.parametrize(("name", "test"), SEEN, ids=[test for _, test in SEEN])
def test_a_broken_rule_is_seen_by_its_test(results: dict[str, TierResult], name: str, test: str) -> None:
    assert results[name].status == "failed"
    assert f"{test} failed: " in results[name].details, f"{results[name]}\n{results[name].details}"


@dataclass(frozen=True)
class Recorded:
    """A feature's library, changed, and what each tier must say of it; None where the change is not its business."""

    feature: str
    change: Callable[[Path], None]
    kotlin: str | None
    native: str | None


def _other_weights(library: Path) -> None:
    """The same model with other numbers in it."""
    (model,) = library.glob("ios/models/*/*.ptl")
    with zipfile.ZipFile(model) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(model, "w") as archive:
        for name, content in members.items():
            is_weight = re.search(r"(^|/)data/\d+$|(^|/)constants/\d+$", name)
            archive.writestr(name, bytes(len(content)) if is_weight else content)


def _changed(*breaks: Break) -> Callable[[Path], None]:
    def change(library: Path) -> None:
        for broken in breaks:
            broken.apply(library)

    return change


def _with_swift_callers(library: Path) -> None:
    """Calls of what only Swift sees, beside the replayed ones."""
    (there,) = library.glob("src/iosTest/kotlin/**/torch")
    package = there.parent.relative_to(library / "src/iosTest/kotlin").as_posix().replace("/", ".")
    callers = (RUNTIME / "swift/SwiftOverloadsTest.kt").read_text()
    (there.parent / "SwiftOverloadsTest.kt").write_text(callers.replace("com.acme.text", package))


SKIN = "PLMLibTorchWrapper.m"
RECORDED = {
    "as it is": Recorded("tuple_nested", _changed(), "ok", "ok"),
    "every setting": Recorded("every_setting", _with_swift_callers, "ok", "ok"),
    "another model of the same API": Recorded("sequential", _other_weights, "differs in", "but torch's is"),
    "a header that lacks a method": Recorded(
        "scalars",
        _changed(Break("PLMLibTorchWrapper.h", r"\+ \(PLMValue \*\)valueWithInt[^;]*;", "")),
        "valueWithInt",
        None,
    ),
    "a header with another method": Recorded(
        "scalars",
        _changed(Break("PLMLibTorchWrapper.h", r"\+ \(PLMValue \*\)none;", r"\g<0>\n+ (PLMValue *)some;")),
        "some",
        None,
    ),
    "values that are never freed": Recorded(
        "scalars",
        _changed(
            Break(
                SKIN,
                r"PLM_AUTORELEASE\(\[\[PLMValue alloc\] initWithHandle:handle\]\)",
                "[[PLMValue alloc] initWithHandle:handle]",
            )
        ),
        "ok",
        "PLMValue are never freed",
    ),
    "values that are freed twice": Recorded(
        "scalars",
        _changed(Break(SKIN, r"plm_value_free\(_value\);", r"\g<0>\n    plm_value_free(_value);")),
        "ok",
        "SIG",
    ),
    "another number than the model's": Recorded(
        "scalars",
        _changed(Break(SKIN, r"return plm_value_int\(_value\);", "return plm_value_int(_value) + 1;")),
        "ok",
        "torch's is",
    ),
    "errors that say nothing": Recorded(
        "raises", _changed(Break(SKIN, r"NSLocalizedDescriptionKey\]", '@"other"]')), "ok", "do not say the same"
    ),
}


@pytest.fixture(scope="module")
def recorded(kmpgen: Build, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[TierResult, TierResult]]:
    folders: dict[str, Path] = {}
    for number, (name, case) in enumerate(RECORDED.items()):
        folders[name] = tmp_path_factory.mktemp("recorded") / "library"
        words = [*Feature(FEATURES / case.feature).words, "--package", f"com.example.recorded{number}"]
        built = kmpgen("build", *words, "-o", folders[name])
        assert built.returncode == 0, built.stderr
        case.change(folders[name])
    reports = verify(list(folders.values()), [KOTLIN, NATIVE])
    return {name: (report[KOTLIN], report[NATIVE]) for name, report in zip(folders, reports, strict=True)}


@pytest.mark.parametrize("name", RECORDED)
def test_recordings_are_replayed(recorded: dict[str, tuple[TierResult, TierResult]], name: str) -> None:
    for result, says in zip(recorded[name], (RECORDED[name].kotlin, RECORDED[name].native), strict=True):
        if says == "ok":
            assert str(result) == f"{result.name} ok", f"{result}\n{result.details}"
        elif says:
            assert result.status == "failed"
            assert says in result.why, f"{result}\n{result.details}"


def test_every_recorded_model_gives_torchs_own_answers(libraries: dict[str, Path]) -> None:
    """Through the wrapper alone, which is quick; through Kotlin too, random models of all types do."""
    recorded = {
        feature.name: libraries[feature.name] for feature in EMITTED if feature.model.with_suffix(".parity").exists()
    }
    results = [report[NATIVE] for report in verify(list(recorded.values()), [NATIVE])]
    assert dict(zip(recorded, map(str, results), strict=True)) == dict.fromkeys(recorded, f"{NATIVE} ok")


def test_without_a_recording_both_are_skipped(kmpgen: Build, tmp_path: Path) -> None:
    kmpgen("build", FEATURES / "scalars/model.ptl", "-o", tmp_path / "library", "--no-parity")
    (report,) = verify([tmp_path / "library"], [KOTLIN, NATIVE])
    assert [str(tier) for tier in report.tiers] == [
        f"{name} skipped: no recording (kmpgen record)" for name in (NATIVE, KOTLIN)
    ]


PROGRAM = """\
#!/bin/sh
echo "##teamcity[testSuiteStarted name='com.example.SomeTest' locationHint='ktest:suite']"
case "$2" in *first*) ;; *) echo "##teamcity[testStarted name='first' locationHint='x']"; {first}
echo "##teamcity[testFinished name='first' duration='0']" ;; esac
echo "##teamcity[testStarted name='second' locationHint='x']"
echo "##teamcity[testFinished name='second' duration='0']"
exit 0
"""


@pytest.mark.parametrize(
    ("does", "messages"),
    [
        ("echo passes", ["", ""]),
        ("kill -SEGV $$", ["the program ended (SIGSEGV)", ""]),
        ("exit 3", ["the program ended (exit status 3)", ""]),
        ("exit 0", ["the program ended (exit status 0)", ""]),
        ("exec sleep 30", ["it was still running after 2 s", ""]),
        (
            "echo \"##teamcity[testFailed name='first' message='|'one|' |[is|]|nnot' details='trace']\"",
            ["'one' [is]\nnot", ""],
        ),
    ],
    ids=["passes", "crashes", "exits", "exits as if all were well", "hangs", "fails"],
)
def test_a_program_that_ends_early_is_run_again_for_the_rest(
    does: str, messages: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tests.kexe"
    program.write_text(PROGRAM.format(first=does))
    program.chmod(0o755)
    monkeypatch.setattr(native_tests, "PROGRAM_SECONDS", 2)
    run = run_program(NativeTests(program, ["com.example"], {}), tmp_path)
    assert [(outcome.test, outcome.passed, outcome.message) for outcome in run.outcomes] == [
        ("SomeTest.first", not messages[0], messages[0]),
        ("SomeTest.second", not messages[1], messages[1]),
    ]


def test_a_program_that_dies_whatever_is_left_out_is_given_up(tmp_path: Path) -> None:
    program = tmp_path / "tests.kexe"
    program.write_text(PROGRAM.format(first="kill -SEGV $$").replace("*first*)", "*nothing*)"))
    program.chmod(0o755)
    run = run_program(NativeTests(program, ["com.example"], {}), tmp_path)
    assert [outcome.test for outcome in run.outcomes] == ["SomeTest.first"] * 2
