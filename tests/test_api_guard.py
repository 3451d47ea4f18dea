"""A facade refuses the file of a model of another API, and says what differs; on both halves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from kmpgen.verify import TierResult, jvm_tests, run_android, verify
from tests import hostile_files
from tests.archives import with_zip64_end, with_zip64_entries
from tests.feature_models import ROOT
from tests.guard.models import VARIANTS

pytestmark = pytest.mark.slow
GUARD = ROOT / "tests/guard"
FEATURES = ROOT / "tests/features"
TIERS = ("run-android", "run-ios-kotlin")
MUTATIONS = 300
# As small as that of an app on an old phone.
SMALL_HEAP = ("-Xmx192m",)
Run = Callable[..., subprocess.CompletedProcess[str]]


def _kotlin(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return f'"{escaped}"'


def _call(function: str, *texts: str) -> str:
    return f"{function}({', '.join(map(_kotlin, texts))})"


SAME = {name: _call("assertLoads", f"{name}.ptl") for name, variant in VARIANTS.items() if not variant.differences}
OTHER = {
    name: _call("assertRefused", f"{name}.ptl", *variant.differences)
    for name, variant in VARIANTS.items()
    if variant.differences
}
BROKEN = {
    # What is no zip archive, torch refuses in its own words.
    "empty": _call("assertBroken", "empty.ptl"),
    "garbage": _call("assertBroken", "garbage.ptl"),
    "missing": _call("assertBroken", "missing.ptl", "/missing.ptl"),
    "cut": _call("assertBroken", "cut.ptl", "/cut.ptl' could not be loaded: its zip directory cannot be read"),
    "full": _call(
        "assertBroken",
        "full.pt",
        "/full.pt' could not be loaded: it has no bytecode.pkl",
        "module._save_for_lite_interpreter(",
    ),
    "hostile": _call("assertHarmless", "hostile.txt"),
    "mutated": _call("assertHarmless", "mutated.txt"),
}
LOADED = {
    "base": _call("assertLoads", "base.ptl"),
    "bytecode_5": _call("assertLoads", "bytecode_5.ptl"),
    "bytecode_7": _call("assertLoads", "bytecode_7.ptl"),
    "zip64": _call("assertLoads", "zip64.ptl"),
    "zip64_entries": _call("assertLoads", "zip64_entries.ptl"),
    **SAME,
}
CASES = {**LOADED, **OTHER, **BROKEN}
UNCHECKED = {"another_api": 'Guarded.load(modelPath("method_removed.ptl")).close()'}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    subprocess.run([sys.executable, "-W", "ignore", "-m", "tests.guard.models", folder], check=True, cwd=ROOT)
    sound = (folder / "base.ptl").read_bytes()
    (folder / "empty.ptl").touch()
    (folder / "garbage.ptl").write_bytes(b"no model" * 1000)
    (folder / "cut.ptl").write_bytes(sound[: len(sound) * 3 // 4])
    (folder / "full.pt").write_bytes((FEATURES / "torchscript_full/model.pt").read_bytes())
    (folder / "zip64.ptl").write_bytes(with_zip64_end(sound))
    (folder / "zip64_entries.ptl").write_bytes(with_zip64_entries(sound))
    (folder / "hostile").mkdir()
    hostile = [f"hostile/{path.name}" for path in hostile_files.write(folder / "hostile")]
    members = hostile_files.unpacked(sound)
    lists = {
        name: b"\x80\x02(" + b"]" * (7 << 20) if name.endswith("bytecode.pkl") else members[name] for name in members
    }
    (folder / "hostile/many_lists.ptl").write_bytes(hostile_files.packed(lists))
    hostile.append("hostile/many_lists.ptl")
    (folder / "hostile.txt").write_text("\n".join(hostile))
    (folder / "mutated").mkdir()
    for number, content in enumerate(hostile_files.mutations(9, MUTATIONS)):
        (folder / f"mutated/{number}.ptl").write_bytes(content)
    (folder / "mutated.txt").write_text("\n".join(f"mutated/{number}.ptl" for number in range(MUTATIONS)))
    return folder


def _library(models: Path, folder: Path, kmpgen: Run, cases: Mapping[str, str], *options: str) -> Path:
    """The library of the base model, with a test for each case, in a package of its own: one program holds both."""
    package = f"com.example.{folder.name}"
    built = kmpgen("build", models / "base.ptl", "-o", folder, "--package", package, "--no-bundle", *options)
    assert built.returncode == 0, built.stderr
    tests = "\n".join(f"    @Test\n    fun {name}() {{ {call} }}\n" for name, call in cases.items())
    head = "package com.example.guarded\n\nimport kotlin.test.Test\n"
    # What the checks name is not in every library.
    sources = {file.name: file.read_text() for file in GUARD.glob("*.kt" if "assert" in tests else "Files*.kt")}
    for name, text in {**sources, "GuardTest.kt": f"{head}\nclass GuardTest {{\n{tests}}}\n"}.items():
        part = {"android": "androidDeviceTest", "ios": "iosTest"}.get(name.split(".")[1], "commonTest")
        file = folder / "src" / part / "kotlin" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("com.example.guarded", package))
    resources = folder / "src/commonTest/resources"
    resources.parent.mkdir(parents=True, exist_ok=True)
    resources.symlink_to(models)
    return folder


@pytest.fixture(scope="module")
def libraries(models: Path, tmp_path_factory: pytest.TempPathFactory, kmpgen: Run) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("guarded")
    return {
        "checked": _library(models, folder / "checked", kmpgen, CASES),
        "unchecked": _library(models, folder / "unchecked", kmpgen, UNCHECKED, "--no-api-check"),
    }


@pytest.fixture(scope="module")
def results(libraries: dict[str, Path]) -> dict[str, dict[str, TierResult]]:
    """What each tier says of each library; one batch. The JVM's heap is small: hostile files must fit into it."""
    with pytest.MonkeyPatch.context() as patch:
        flags = (*jvm_tests.JVM_FLAGS, *SMALL_HEAP)
        patch.setattr(run_android, "run_tests", partial(jvm_tests.run_tests, flags=flags))
        reports = dict(zip(libraries, verify(list(libraries.values()), TIERS), strict=True))
    return {tier: {name: report[tier] for name, report in reports.items()} for tier in TIERS}


def _assert_passed(result: TierResult, name: str) -> None:
    assert f"GuardTest.{name} passed" in result.details.splitlines(), f"{result}\n{result.details}"


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", LOADED)
def test_a_model_of_the_same_api_loads(results: dict[str, dict[str, TierResult]], tier: str, name: str) -> None:
    _assert_passed(results[tier]["checked"], name)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", OTHER)
def test_a_model_of_another_api_is_refused(results: dict[str, dict[str, TierResult]], tier: str, name: str) -> None:
    """With every difference, and the way out; and loads where nobody looks."""
    _assert_passed(results[tier]["checked"], name)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_model_ends_in_a_torch_exception(
    results: dict[str, dict[str, TierResult]], tier: str, name: str
) -> None:
    _assert_passed(results[tier]["checked"], name)


@pytest.mark.parametrize("tier", TIERS)
def test_the_check_can_be_left_out_of_a_library(
    results: dict[str, dict[str, TierResult]], libraries: dict[str, Path], tier: str
) -> None:
    assert list(libraries["checked"].rglob("check"))
    assert not list(libraries["unchecked"].rglob("check"))
    _assert_passed(results[tier]["unchecked"], "another_api")
