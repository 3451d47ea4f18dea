"""`kmpgen verify` on libraries that are right and on libraries that were broken, tier by tier."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kmpgen.errors import KmpgenError
from kmpgen.verify import COMPILE_TIERS, TIERS, Report, TierResult, exit_code, verify

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
MODEL = ROOT / "tests/features/tensor/model.ptl"


@dataclass(frozen=True)
class Break:
    """A change to an emitted library, the tier that must fail for it, and where and how it says so."""

    tier: str
    file: str  # a glob in the library; the first match is changed
    change: Callable[[str], str]
    says: str  # a pattern, looked for in the tier's `why`
    others_too: tuple[str, ...] = ()


def _append(text: str) -> Callable[[str], str]:
    return lambda before: before + text


def _without(pattern: str) -> Callable[[str], str]:
    """Removes the first match, which must be there."""

    def change(before: str) -> str:
        after = re.sub(pattern, "", before, count=1, flags=re.MULTILINE | re.DOTALL)
        assert after != before, f"nothing like {pattern}"
        return after

    return change


COMMON = "src/commonMain/kotlin/**/DType.kt"
ANDROID = "src/androidMain/kotlin/**/Tensor.android.kt"
IOS = "src/iosMain/kotlin/**/Tensor.ios.kt"
HEADER = "ios/PLMLibTorchWrapper/PLMLibTorchWrapper.h"
SKIN = "ios/PLMLibTorchWrapper/PLMLibTorchWrapper.m"
UNCHECKED_CAST = "\ninternal fun cast(x: Any): List<String> = x as List<String>\n"

BREAKS = {
    "java in common": Break(
        "kotlin-common",
        COMMON,
        _append('\ninternal val home = java.io.File("/")\n'),
        r"DType\.kt:\d+:\d+: error: .*'java'",
        ("kotlin-android", "kotlin-ios"),
    ),
    "platform in common": Break(
        "kotlin-common",
        COMMON,
        _append("\ninternal val pid = platform.posix.getpid()\n"),
        r"DType\.kt:\d+:\d+: error: .*'platform'",
        ("kotlin-android", "kotlin-ios"),
    ),
    "implicit visibility": Break(
        "kotlin-common",
        COMMON,
        _append("\nfun visible(): Int = 1\n"),
        r"DType\.kt:\d+:\d+: error: .*[Vv]isibility",
        ("kotlin-android", "kotlin-ios"),
    ),
    "warning in android": Break(
        "kotlin-android",
        ANDROID,
        _append(UNCHECKED_CAST),
        r"Tensor\.android\.kt:\d+:\d+: (warning|error): .*[Uu]nchecked cast",
    ),
    "unknown torch class": Break(
        "kotlin-android",
        ANDROID,
        _append("\ninternal fun f(x: org.pytorch.Tensr) = x\n"),
        r"Tensor\.android\.kt:\d+:\d+: error: .*'Tensr'",
    ),
    "missing android actual": Break(
        "kotlin-android", ANDROID, lambda before: re.sub(r"\bactual ", "", before, count=1), r"\.kt:\d+:\d+: error: "
    ),
    "warning in ios": Break(
        "kotlin-ios", IOS, _append(UNCHECKED_CAST), r"Tensor\.ios\.kt:\d+:\d+: (warning|error): .*[Uu]nchecked cast"
    ),
    "missing ios actual": Break(
        "kotlin-ios", IOS, lambda before: re.sub(r"\bactual ", "", before, count=1), r"\.kt:\d+:\d+: error: "
    ),
    "header without a method": Break(
        "kotlin-ios",
        HEADER,
        _without(r"^- \([^;]*runMethod:[^;]*;\n"),
        r"src/iosMain/.*\.kt:\d+:\d+: error: .*'runMethod'",
        ("objc",),
    ),
    "syntax error in the skin": Break(
        "objc", SKIN, _append("\nstatic int broken( {\n"), r"PLMLibTorchWrapper\.m:\d+:\d+: error: "
    ),
    "unimplemented method": Break(
        "objc",
        HEADER,
        lambda before: before.replace("@end", "- (void)promised;\n@end", 1),
        r"PLMLibTorchWrapper\.m:\d+:\d+: warning: .*'promised'",
    ),
    "warning in the skin": Break(
        "objc",
        SKIN,
        _append("\nstatic int unusedFunction(void) { return 1; }\n"),
        r"PLMLibTorchWrapper\.m:\d+:\d+: warning: .*'unusedFunction'",
    ),
    "core header that is no C": Break(
        "objc", "ios/PLMLibTorchWrapper/plm_core.h", _append("\nclass Oops;\n"), r"plm_core\.h:\d+:\d+: error: "
    ),
    "view that does not know a construct": Break(
        "kotlin-ios",
        HEADER,
        lambda before: before.replace("@end", "- (NSRange)range;\n@end", 1),
        r"PLMLibTorchWrapper\.h:\d+: KMP405: ",
        ("objc",),
    ),
    "no cinterop definition": Break(
        "kotlin-ios", "src/nativeInterop/cinterop/*.def", _without(r"^headers .*?\n"), "KMP403", ("objc",)
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify") / "library"
    command = [sys.executable, "-m", "kmpgen", "build", str(MODEL), "-o", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def reports(library: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """The library as it is and every broken copy of it, all in one batch."""
    copies = {"untouched": library, "odd path": tmp_path_factory.mktemp("odd") / "a, b: ä"}
    shutil.copytree(library, copies["odd path"])
    for name, broken in BREAKS.items():
        copy = copies[name] = tmp_path_factory.mktemp("broken") / "library"
        shutil.copytree(library, copy)
        file = next(iter(copy.glob(broken.file)))
        before = file.read_text()
        after = broken.change(before)
        assert after != before, f"{name}: nothing was changed"
        file.write_text(after)
    return dict(zip(copies, verify(list(copies.values()), COMPILE_TIERS), strict=True))


def _skip_unless_ci(result: TierResult) -> None:
    if result.status == "skipped" and not os.environ.get("CI"):
        pytest.skip(str(result))


@pytest.mark.parametrize("tier", COMPILE_TIERS)
@pytest.mark.parametrize("name", ["untouched", "odd path"])
def test_an_emitted_library_passes(reports: dict[str, Report], name: str, tier: str) -> None:
    result = reports[name][tier]
    _skip_unless_ci(result)
    assert result.status == "ok", result.details


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_library_fails_its_tier_and_says_where(reports: dict[str, Report], name: str) -> None:
    broken, report = BREAKS[name], reports[name]
    _skip_unless_ci(report[broken.tier])
    assert report[broken.tier].status == "failed"
    assert re.search(broken.says, report[broken.tier].why), report[broken.tier].why
    assert "/library/" not in report[broken.tier].why, "a path outside the library is shown"
    broken_tiers = (broken.tier, *broken.others_too)
    untouched = [report[tier] for tier in COMPILE_TIERS if tier not in broken_tiers]
    assert [tier.status for tier in untouched] == ["ok"] * len(untouched), [str(tier) for tier in untouched]


def test_objc_says_which_method_the_header_lacks(reports: dict[str, Report]) -> None:
    assert "runMethod" in reports["header without a method"]["objc"].details


def test_the_oldest_kotlin_takes_the_android_half(library: Path) -> None:
    from kmpgen.verify import kotlin_android
    from kmpgen.verify.library import open_library
    from kmpgen.verify.tier import Workshop
    from kmpgen.verify.tools import MissingTool

    with Workshop() as workshop:
        try:
            (result,) = kotlin_android.check([open_library(library)], workshop, kotlin="2.1")
        except MissingTool as missing:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"needs {missing}")
    assert result.status == "ok", result.details
    assert result.versions["kotlin"].startswith("2.1.")


def test_the_command_prints_a_line_a_tier_and_json(library: Path) -> None:
    command = [sys.executable, "-m", "kmpgen", "verify", str(library), "--tier", "objc"]
    plain = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert plain.returncode == 0, plain.stdout + plain.stderr
    assert plain.stdout.startswith("objc ok")
    as_json = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, text=True)
    tiers = json.loads(as_json.stdout)["tiers"]
    assert [(tier["tier"], tier["status"]) for tier in tiers] == [("objc", "ok")]
    assert "libclang" in tiers[0]["versions"]


@pytest.mark.parametrize(
    ("folder", "code"), [("missing", "KMP401"), ("empty", "KMP402"), ("lock only", "KMP402"), ("a file", "KMP401")]
)
def test_what_is_no_emitted_library_is_a_usage_error(folder: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "lock only").mkdir()
    (tmp_path / "lock only/kmpgen.lock").touch()
    (tmp_path / "a file").touch()
    with pytest.raises(KmpgenError) as raised:
        verify([tmp_path / folder])
    assert raised.value.exit_code == 2
    assert [d.code for d in raised.value.diagnostics] == [code]


def test_an_unknown_tier_is_a_usage_error_that_lists_the_tiers(tmp_path: Path) -> None:
    with pytest.raises(KmpgenError) as raised:
        verify([tmp_path], ["kotlin-windows"])
    (diagnostic,) = raised.value.diagnostics
    assert (raised.value.exit_code, diagnostic.code) == (2, "KMP400")
    assert all(tier in diagnostic.hint for tier in TIERS)


@pytest.mark.parametrize(
    ("statuses", "named", "expected"),
    [
        (["ok", "ok"], [], 0),
        (["ok", "skipped"], [], 0),
        (["ok", "skipped"], ["kotlin-android"], 1),
        (["skipped", "ok"], ["kotlin-android"], 0),
        (["ok", "failed"], [], 1),
    ],
)
def test_exit_code(statuses: list[str], named: list[str], expected: int) -> None:
    results = tuple(TierResult(name, status) for name, status in zip(TIERS, statuses, strict=False))  # type: ignore[arg-type]
    assert exit_code([Report(Path("library"), results)], named) == expected
