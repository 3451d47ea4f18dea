"""The tier `gradle`: what it says of libraries that an installed Gradle takes, and of those that it cannot.

A `gradle` on the PATH starts the engine of tests/gradle, Gradle 8.11.1: a real build, but no Gradle 9, which cannot be
had here. The Android plugin takes it only where it is told to (``android.overrideVersionCheck``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kmpgen.verify import TIERS, Report, exit_code, verify
from tests.conftest import Run
from tests.feature_models import ROOT
from tests.gradle.distribution import GRADLE, prepare

MODEL = ROOT / "tests/features/tensor/model.ptl"
TIER = ["gradle"]


@pytest.fixture(scope="module")
def emitted(kmpgen: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library for reading."""
    folder = tmp_path_factory.mktemp("gradle-tier") / "library"
    assert kmpgen("build", MODEL, "-o", folder).returncode == 0
    return folder


@pytest.fixture
def empty_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The PATH: it has Java, and no Gradle but what a test puts there. There is no Android SDK."""
    java = shutil.which("java")
    assert java
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("java", "javac", "sh"):
        (folder / name).symlink_to(Path(java).resolve().with_name(name) if name != "sh" else Path("/bin/sh"))
    monkeypatch.setenv("PATH", str(folder))
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        monkeypatch.delenv(name, raising=False)
    return folder


def install(folder: Path, script: str) -> None:
    """Puts a `gradle` there."""
    (folder / "gradle").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "gradle").chmod(0o755)


ENGINE = f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m tests.gradle.engine "$@"'


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def said(library: Path) -> Report:
    (report,) = verify([library], TIER)
    return report


@pytest.mark.slow
def test_a_library_is_configured_and_built_in_a_copy(
    emitted: Path, empty_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(empty_path, ENGINE)
    monkeypatch.setenv("ANDROID_HOME", str(prepare().android_sdk))
    before = files(emitted)
    report = said(emitted)
    assert str(report["gradle"]) == "gradle ok: iOS configured, not compiled: needs macOS", report["gradle"].details
    assert report.versions["gradle"] == GRADLE
    assert {"gradle-jdk", "kotlin-gradle-plugin", "android-gradle-plugin"} <= report.versions.keys()
    assert files(emitted) == before
    assert exit_code([report], TIER) == 0


@pytest.mark.slow
def test_a_gradle_too_old_for_the_plugins_is_told_which_they_take(emitted: Path, empty_path: Path) -> None:
    install(empty_path, f"{ENGINE} -Pandroid.overrideVersionCheck=false")
    report = said(emitted)
    assert report["gradle"].status == "failed"
    assert report["gradle"].why == f"Gradle {GRADLE} is too old: the Android plugin takes 9.3.1 or newer"


FACADES = """\
[library]
package = "com.acme.tools"
name = "tools"
runtime = "external:com.acme:torch-runtime:1.2.0"
targets = [{targets}]
[[model]]
path = "model.ptl"
"""


def facades(kmpgen: Run, folder: Path, targets: str) -> tuple[Path, Path]:
    """A library and that of its runtime."""
    shutil.copy(MODEL, folder)
    (folder / "kmpgen.toml").write_text(FACADES.replace("{targets}", targets))
    for words in ([], ["--runtime-only"]):
        assert kmpgen("build", *words, cwd=folder).returncode == 0
    return folder / "tools", folder / "torch-runtime"


@pytest.mark.slow
def test_without_an_android_sdk_the_rest_is_built_with_its_runtime(
    kmpgen: Run, empty_path: Path, tmp_path: Path
) -> None:
    library, runtime = facades(kmpgen, tmp_path, '"android", "iosArm64"')
    install(empty_path, ENGINE)
    (report,) = verify([library], TIER, runtime=runtime)
    assert report["gradle"].why == (
        "Android configured, not compiled: needs an Android SDK (ANDROID_HOME); "
        "iOS configured, not compiled: needs macOS"
    ), report["gradle"].details


@pytest.mark.slow
def test_without_an_android_sdk_a_library_for_android_is_configured(
    kmpgen: Run, empty_path: Path, tmp_path: Path
) -> None:
    library, runtime = facades(kmpgen, tmp_path, '"android"')
    install(empty_path, ENGINE)
    (report,) = verify([library], TIER, runtime=runtime)
    assert str(report["gradle"]) == (
        "gradle ok: Android configured, not compiled: needs an Android SDK (ANDROID_HOME)"
    ), report["gradle"].details


@pytest.mark.slow
def test_what_does_not_compile_is_said_with_its_place(emitted: Path, empty_path: Path, tmp_path: Path) -> None:
    install(empty_path, ENGINE)
    broken = tmp_path / "library"
    shutil.copytree(emitted, broken)
    facade = next(broken.glob("src/commonMain/kotlin/com/example/*/TensorModel.kt"))
    facade.write_text(facade.read_text() + "\nprivate val broken: Int = missing\n")
    result = said(broken)["gradle"]
    place = facade.relative_to(broken)
    assert result.status == "failed"
    assert result.why.startswith(f"{place}:{len(facade.read_text().splitlines())}:")
    assert "missing" in result.why


def test_without_gradle_it_is_skipped_which_fails_by_name(kmpgen: Run, emitted: Path, empty_path: Path) -> None:
    assert not (empty_path / "gradle").exists()
    done = kmpgen("verify", emitted, "--tier", "gradle")
    assert done.stdout.splitlines()[0] == "gradle skipped: needs Gradle"
    assert done.returncode == 1


def test_a_gradle_that_does_not_start_is_no_gradle(emitted: Path, empty_path: Path) -> None:
    install(empty_path, "echo could not determine java version; exit 1")
    result = said(emitted)["gradle"]
    assert result.status == "skipped"
    assert "could not determine java version" in result.why


def test_what_cannot_be_copied_is_named(emitted: Path, empty_path: Path, tmp_path: Path) -> None:
    install(empty_path, "echo Gradle 9.9")
    library = tmp_path / "library"
    shutil.copytree(emitted, library)
    os.mkfifo(library / "ios/pipe")
    result = said(library)["gradle"]
    assert (result.status, result.why.split()[0]) == ("failed", "ios/pipe")


def test_it_runs_by_name_alone(emitted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # most other tiers are skipped
    monkeypatch.delenv("JAVA_HOME", raising=False)
    install(tmp_path, f"touch {tmp_path}/ran")
    (report,) = verify([emitted])
    assert tuple(tier.name for tier in report.tiers) == tuple(name for name in TIERS if name != "gradle")
    assert not (tmp_path / "ran").exists()


WRAPPER = """\
package org.gradle.wrapper;

public class GradleWrapperMain {
    public static void main(String[] arguments) {
        boolean asked = arguments[0].equals("--version");
        System.out.println(asked ? "Gradle 7.7" : "* What went wrong:\\nsome of it\\n");
        System.exit(asked ? 0 : 1);
    }
}
"""


@pytest.mark.slow
def test_the_wrapper_of_a_library_goes_before_the_installed_gradle(
    emitted: Path, empty_path: Path, tmp_path: Path
) -> None:
    """A stand-in for the wrapper's jar, which no repository has: a Gradle of its own version that fails to build."""
    install(empty_path, "echo Gradle 1.0")
    library = tmp_path / "library"
    shutil.copytree(emitted, library)
    (tmp_path / "GradleWrapperMain.java").write_text(WRAPPER)
    subprocess.run([empty_path / "javac", "-d", tmp_path, tmp_path / "GradleWrapperMain.java"], check=True)
    with zipfile.ZipFile(library / "gradle/wrapper/gradle-wrapper.jar", "w") as jar:
        name = "org/gradle/wrapper/GradleWrapperMain.class"
        jar.write(tmp_path / name, name)
    report = said(library)
    assert report.versions["gradle"] == "7.7"
    assert report["gradle"].why == "Gradle 7.7 is older than this library's wrapper (9.3.1), and failed: some of it"
