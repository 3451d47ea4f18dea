"""`kmpgen doctor`, with the real finders: what it says of this machine, of settings, of an AAR, and its exit code."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kmpgen.cli import main
from kmpgen.verify import RUN_TIERS, TIERS, verify
from kmpgen.verify.tools import MissingTool, find_jdk
from tests.feature_models import ROOT

AAR = "org/pytorch/pytorch_android_lite/{0}/pytorch_android_lite-{0}.aar"
KB = 1024


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, with a repository in it as the current folder."""
    folder = tmp_path / "home"
    (folder / "repository/.git").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("GRADLE_USER_HOME", raising=False)
    monkeypatch.chdir(folder / "repository")
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *words])


def findings(exit_code: int = 0) -> dict[tuple[str, str], dict[str, Any]]:
    """What --json says, by topic and name."""
    result = run("--json")
    assert result.exit_code == exit_code, result.output
    report = json.loads(result.output)
    assert report["ok"] is (exit_code == 0)
    return {(found["topic"], found["name"]): found for found in report["findings"]}


def settings(exit_code: int = 0) -> dict[str, str]:
    """The state of each finding about the settings."""
    return {name: found["state"] for (topic, name), found in findings(exit_code).items() if topic == "settings"}


def write(text: str) -> None:
    Path("kmpgen.toml").write_text(text, "utf-8")


def without_tools(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "empty").mkdir()
    monkeypatch.setenv("PATH", str(folder / "empty"))
    for name in ("JAVA_HOME", "CXX"):
        monkeypatch.delenv(name, raising=False)


# --- the machine


def test_text_and_json_say_the_same_a_line_a_finding() -> None:
    text = run().output.splitlines()
    found = findings().values()
    assert len(text) == len(found)
    for line, finding in zip(text, found, strict=True):
        assert line.split() == f"{finding['state']} {finding['name']}: {finding['message']}".split() + (
            ["->", *finding["hint"].split()] if finding["hint"] else []
        )
    assert all(finding["hint"] for finding in found if finding["state"] != "ok")


def test_without_tools_each_is_missing_and_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_tools(monkeypatch, tmp_path)
    found = findings()
    for tool in ("JDK", "Maven", "C++ compiler", "clang and lld", "GNUstep", "Gradle"):
        assert found["tools", tool]["state"] == "missing", tool
        assert found["tools", tool]["hint"], tool
    assert found["tools", "libclang"]["state"] == "ok"


def test_a_tier_lacks_what_verify_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_tools(monkeypatch, tmp_path)
    monkeypatch.setenv("KMPGEN_CACHE", str(tmp_path / "cache"))
    found = findings()
    library = tmp_path / "library"
    shutil.copytree(ROOT / "generated/sentiment-classifier", library)
    (report,) = verify([library], TIERS)
    for tier in TIERS:
        said, ran = found["tiers", tier], report[tier]
        assert (said["state"] == "missing") is (ran.status == "skipped"), ran
        if ran.status == "skipped":
            lacks = said["message"].removeprefix("lacks ")
            assert lacks.removesuffix(", Maven") == ran.why.removeprefix("needs "), tier
    compiling = [tier for tier in TIERS if "a C++ compiler" in found["tiers", tier]["message"]]
    assert tuple(compiling) == RUN_TIERS
    # The compilers are not in the cache, so they would have to be fetched.
    assert found["tiers", "kotlin-ios"]["message"] == "lacks JDK 17, Maven"


def test_a_java_home_without_java_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert ("tools", "JAVA_HOME") not in findings()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    try:
        find_jdk()
        state = "ok"
    except MissingTool:
        state = "missing"
    found = findings()
    assert found["tools", "JAVA_HOME"]["state"] == "warn"
    assert str(tmp_path / "nowhere") in found["tools", "JAVA_HOME"]["message"]
    assert found["tools", "JDK"]["state"] == state


def test_a_jdk_that_is_too_old_is_said_with_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_tools(monkeypatch, tmp_path)
    java = tmp_path / "jdk/bin/java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    java.chmod(0o755)
    java.with_name("javac").touch()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    found = findings()
    assert found["tools", "JDK"]["state"] == "missing"
    assert "11.0.2" in found["tools", "JDK"]["message"]
    assert found["tools", "JAVA_HOME"]["state"] == "warn"


# --- versions


def test_the_defaults_go_together() -> None:
    assert settings()["versions"] == "ok"


@pytest.mark.parametrize(
    ("versions", "name"),
    [
        ('gradle = "9.2.1"', "Gradle"),  # the Android plugin 9.1 takes 9.3.1
        ('gradle = "7.6.2"\nagp = "8.5.2"', "Gradle"),  # Kotlin takes 7.6.3
        ('agp = "8.5.1"', "Android plugin"),  # Kotlin 2.4 takes 8.5.2
        ('kotlin = "2.3.0"\nagp = "8.2.1"', "Android plugin"),
    ],
)
def test_versions_that_cannot_work_together_fail(versions: str, name: str) -> None:
    write(f"[versions]\n{versions}\n")
    found = settings(exit_code=1)
    assert found[name] == "error"
    assert "versions" not in found


@pytest.mark.parametrize(
    ("versions", "state"),
    [
        ('gradle = "9.5.0"', None),
        ('gradle = "9.5.1"', "warn"),
        ('gradle = "7.6.3"\nagp = "8.5.2"', None),
        ('kotlin = "2.2.0"\ngradle = "8.14.3"\nagp = "8.10.0"', None),  # 8.14 of the table stands for its patches
        ('kotlin = "2.2.0"\ngradle = "9.0.0"\nagp = "8.10.0"', "warn"),
        ('kotlin = "2.4.0-RC"\ngradle = "9.4"', None),
    ],
)
def test_versions_that_nobody_tested_are_a_warning(versions: str, state: str | None) -> None:
    write(f"[versions]\n{versions}\n")
    found = settings()
    assert (found["versions"], found.get("Gradle")) == ("ok", state)


def test_an_older_kotlin_and_a_newer_android_plugin_are_a_warning() -> None:
    write('[versions]\nkotlin = "2.0.21"\n')
    assert settings()["Kotlin"] == "warn"
    write('[versions]\nkotlin = "2.1.0"\n')
    assert settings()["Android plugin"] == "warn"


@pytest.mark.parametrize(
    ("versions", "name"),
    [
        ("", None),
        ('gradle = "8.14"\nagp = "9.0.0"', "gradle"),
        ('agp = "8.12.0"', "agp"),
        ('kotlin = "2.3.0"\ngradle = "9.0.0"\nagp = "8.13.0"', "kotlin"),
    ],
)
def test_a_published_library_takes_newer_versions(versions: str, name: str | None) -> None:
    write(f"[versions]\n{versions}\n")
    assert "versions" in settings()
    write(f'[publishing]\nlicense = "MIT"\n[versions]\n{versions}\n')
    found = settings(exit_code=1 if name else 0)
    assert [each for each in found if each.startswith("publishing")] == ([f"publishing, {name}"] if name else [])


def test_without_the_android_half_its_plugin_does_not_matter() -> None:
    write('[library]\ntargets = ["iosArm64"]\n[versions]\nagp = "7.0.0"\ngradle = "8.14"\n')
    found = settings()
    assert not found.keys() & {"Android plugin", "Gradle", "16 KB pages", "simulator"}
    assert found["versions"] == "ok"


def test_a_gradle_that_does_not_run_on_the_installed_java_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = tmp_path / "jdk/bin/java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\necho 'openjdk version \"26\"' >&2\n")
    java.chmod(0o755)
    java.with_name("javac").touch()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    assert settings()["JDK"] == "warn"
    write('[versions]\ngradle = "9.4.0"\n')
    assert "JDK" not in settings()


def test_a_bad_file_is_among_the_findings_and_fails() -> None:
    write('[library]\nnmae = "x"\n')
    found = findings(exit_code=1)
    (problem,) = [each for (topic, _), each in found.items() if topic == "settings"]
    assert (problem["name"], problem["state"]) == ("KMP602", "error")
    assert "kmpgen.toml:2" in problem["message"]
    assert found["tools", "libclang"]["state"] == "ok"


def test_a_model_that_is_not_there_fails() -> None:
    write('[[model]]\npath = "gone.ptl"\n')
    assert settings(exit_code=1) == {"KMP611": "error"}


# --- pods


def test_the_simulator_needs_a_pod_with_its_slice() -> None:
    assert (settings()["simulator"], settings()["CocoaPods trunk"]) == ("warn", "warn")
    write('[library]\nlibtorch_pod = "VoizeLibTorch-Lite"\n')
    assert settings()["simulator"] == "ok"
    write('[library]\ntargets = ["android", "iosArm64"]\n')
    assert "simulator" not in settings()
    write('[library]\ntargets = ["android"]\n')
    assert "CocoaPods trunk" not in settings()


# --- pages of 16 KB


def test_what_is_known_of_an_aar_that_is_not_here() -> None:
    assert settings()["16 KB pages"] == "warn"  # 2.1.0
    write('[versions]\npytorch_android = "2.2.0"\n')
    assert settings()["16 KB pages"] == "missing"


def library(folder: Path, alignment: int) -> bytes:
    """An ELF library whose segments have this alignment."""
    source = folder / "library.c"
    source.write_text("int counter = 1; int next(void) { return counter++; }\n")
    out = folder / f"library{alignment}.so"
    page = f"-Wl,-z,max-page-size={alignment},-z,common-page-size={alignment}"
    subprocess.run(["cc", "-shared", "-fPIC", "-nostdlib", page, "-o", out, source], check=True)
    return out.read_bytes()


def put(place: Path, libraries: dict[str, bytes]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place, "w") as aar:
        aar.writestr("classes.jar", b"")
        for name, content in libraries.items():
            aar.writestr(name, content)


@pytest.mark.slow
def test_libraries_of_4_and_of_16_kb_are_told_apart(home: Path, tmp_path: Path) -> None:
    small, large = library(tmp_path, 4 * KB), library(tmp_path, 16 * KB)
    place = home / ".m2/repository" / AAR.format("2.1.0")
    put(place, {"jni/arm64-v8a/liba.so": large, "jni/x86_64/liba.so": large, "jni/armeabi-v7a/liba.so": small})
    assert findings()["settings", "16 KB pages"]["state"] == "ok"
    put(place, {"jni/arm64-v8a/liba.so": large, "jni/x86_64/libb.so": small})
    found = findings()["settings", "16 KB pages"]
    assert found["state"] == "warn"
    assert "x86_64/libb.so (4 KB)" in found["message"]
    assert "liba.so" not in found["message"]


@pytest.mark.slow
def test_the_cache_of_gradle_counts_too(home: Path, tmp_path: Path) -> None:
    write('[versions]\npytorch_android = "9.9.9"\n')
    folder = home / ".gradle/caches/modules-2/files-2.1/org.pytorch/pytorch_android_lite/9.9.9/0123abcd"
    put(folder / "pytorch_android_lite-9.9.9.aar", {"jni/arm64-v8a/liba.so": library(tmp_path, 16 * KB)})
    assert settings()["16 KB pages"] == "ok"


@pytest.mark.parametrize("content", [None, b"", b"\x7fELF", b"\x7fELF\x02\x01\x01" + b"\xff" * 200])
def test_a_damaged_aar_is_said(home: Path, content: bytes | None) -> None:
    place = home / ".m2/repository" / AAR.format("2.1.0")
    if content is None:
        place.parent.mkdir(parents=True)
        place.write_bytes(b"no zip")
    else:
        put(place, {"jni/arm64-v8a/liba.so": content})
    found = findings()["settings", "16 KB pages"]
    assert found["state"] == "warn"
    assert str(place) in found["message"]
