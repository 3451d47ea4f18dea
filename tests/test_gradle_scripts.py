"""The emitted Gradle project, evaluated by Gradle's engine and the emitted versions of the Kotlin and Android plugins.

Proven: both scripts type-check against the real Gradle and plugin APIs, and against the accessors that Gradle makes
of the emitted version catalog; the plugins take the configuration without a warning; the common and Android source
sets compile; device tests take commonTest in.

Not proven: Gradle 9 itself (the engine is the last one published as a library, 8.11.1;
``android.overrideVersionCheck`` has the Android plugin take it); Gradle's own Kotlin DSL (a stand-in evaluates the
scripts); ``org.pytorch`` 2.1.0 (1.12.2 takes its place); all that needs macOS (interop and iOS tasks are there, with
the right inputs, but do not run). What is packed and published: test_gradle_publishing.py.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kmpgen.config import Versions
from tests.conftest import Run
from tests.feature_models import ROOT
from tests.gradle import engine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def emitted(kmpgen: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library for reading; builds run in copies of it."""
    folder = tmp_path_factory.mktemp("gradle") / "library"
    result = kmpgen("build", ROOT / "tests" / "features" / "tensor" / "model.ptl", "-o", folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def built(emitted: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, engine.Result]:
    """The library after one build of all that a Linux machine can make of it."""
    project = tmp_path_factory.mktemp("built") / "library"
    shutil.copytree(emitted, project)
    return project, engine.run(project, "compileCommonMainKotlinMetadata", "compileAndroidMain")


@pytest.fixture(scope="module")
def configuration(built: tuple[Path, engine.Result]) -> dict[str, Any]:
    """What the plugins made of the scripts, as the engine's init script wrote it down."""
    project, result = built
    assert result.exit_code == 0, result.output
    description: dict[str, Any] = json.loads((project / "description.json").read_text())
    return description


def test_the_build_succeeds_without_a_warning(built: tuple[Path, engine.Result]) -> None:
    _, result = built
    assert result.exit_code == 0, result.output
    assert [line for line in result.output.splitlines() if line.startswith(("w:", "e:"))] == []
    assert "deprecated" not in result.output.lower()


def test_every_target_is_configured(configuration: dict[str, Any]) -> None:
    assert set(configuration["targets"]) == {"metadata", "android", "iosArm64", "iosSimulatorArm64"}
    assert configuration["coordinates"] == "com.example:tensor-model:0.1.0"
    assert configuration["explicitApi"] == "Strict"


def test_device_tests_run_the_common_ones(configuration: dict[str, Any]) -> None:
    assert {"commonTest", "androidDeviceTest"} <= set(configuration["deviceTests"])
    assert f"androidx.test:runner:{Versions().androidx_test}" in configuration["deviceTestDependencies"]


def test_versions_reach_the_android_target(configuration: dict[str, Any]) -> None:
    versions = Versions()
    assert configuration["android"] == {
        "namespace": "com.example.tensormodel",
        "compileSdk": versions.compile_sdk,
        "minSdk": versions.min_sdk,
        "jvmTarget": versions.jvm_target,
    }
    assert configuration["androidDependencies"] == [f"org.pytorch:pytorch_android_lite:{versions.pytorch_android}"]


@pytest.mark.parametrize("target", ["iosArm64", "iosSimulatorArm64"])
def test_interop_reads_emitted_files(emitted: Path, configuration: dict[str, Any], target: str) -> None:
    [interop] = configuration["interops"][target]
    assert (emitted / interop["definition"]).is_file()
    [folder] = interop["includes"]
    assert (emitted / folder / f"{interop['name']}.h").is_file()


def test_sources_are_compiled(built: tuple[Path, engine.Result]) -> None:
    project, _ = built
    compiled = {path.stem for path in project.glob("build/classes/kotlin/android/main/**/*.class")}
    assert {"TensorModel", "TorchModule", "Tensor"} <= compiled


ANDROID_ONLY = """\
[library]
package = "com.acme.tools"
name = "tools"
group = "com.acme.maven"
version = "2.0.0-rc.1"
targets = ["android"]
[versions]
jvm_target = "17"
compile_sdk = 35
min_sdk = 26
pytorch_android = "1.13.1"
[[model]]
path = "model.ptl"
"""
IOS_ONLY = '[library]\nname = "tools"\ntargets = ["iosX64", "iosArm64"]\n[[model]]\npath = "model.ptl"\n'


def evaluated(kmpgen: Run, folder: Path, settings: str) -> Path:
    """A library of these settings, which Gradle has configured."""
    shutil.copy(ROOT / "tests/features/tensor/model.ptl", folder)
    (folder / "kmpgen.toml").write_text(settings)
    built = kmpgen("build", cwd=folder)
    assert built.returncode == 0, built.stderr
    result = engine.run(folder / "tools", "help")
    assert result.exit_code == 0, result.output
    return folder / "tools"


def test_gradle_takes_a_library_for_android_alone_and_its_settings(kmpgen: Run, tmp_path: Path) -> None:
    found = json.loads((evaluated(kmpgen, tmp_path, ANDROID_ONLY) / "description.json").read_text())
    assert set(found["targets"]) == {"metadata", "android"}
    assert found["coordinates"] == "com.acme.maven:tools:2.0.0-rc.1"
    assert found["android"] == {"namespace": "com.acme.tools", "compileSdk": 35, "minSdk": 26, "jvmTarget": "17"}
    assert found["androidDependencies"] == ["org.pytorch:pytorch_android_lite:1.13.1"]


def test_gradle_takes_a_library_for_ios_alone(kmpgen: Run, tmp_path: Path) -> None:
    assert evaluated(kmpgen, tmp_path, IOS_ONLY)


EXTERNAL = """\
[library]
package = "com.acme.tools"
name = "tools"
group = "com.acme.maven"
runtime = "external:com.acme:torch-runtime:1.2.0"
[publishing]
license = "MIT"
url = "https://github.com/acme/tools"
repository = "github:acme/tools"
[[model]]
path = "model.ptl"
"""


def test_gradle_takes_facades_over_an_external_runtime(kmpgen: Run, tmp_path: Path) -> None:
    found = json.loads((evaluated(kmpgen, tmp_path, EXTERNAL) / "description.json").read_text())
    assert set(found["targets"]) == {"metadata", "android", "iosArm64", "iosSimulatorArm64"}
    assert found["androidDependencies"] == []


# Script → (what is there, what a slip would make of it, what the compiler must say of that line).
BROKEN = {
    "an unknown repository": ("settings.gradle.kts", [("google()", "gogle()", "unresolved reference 'gogle'")]),
    "an unknown plugin": (
        "build.gradle.kts",
        [("kotlin.multiplatform)", "kotlin.multi)", "unresolved reference 'multi'")],
    ),
    "an unknown property, type, target and library": (
        "build.gradle.kts",
        [
            ("compileSdk = 36", 'compileSdk = "36"', "actual type is 'String', but 'Int?' was expected"),
            ("minSdk = ", "minimumSdk = ", "unresolved reference 'minimumSdk'"),
            ("iosSimulatorArm64()", "iosSimulatorArm46()", "unresolved reference 'iosSimulatorArm46'"),
            ("android.lite", "android.light", "unresolved reference 'light'"),
        ],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_script_fails_where_it_is_broken(emitted: Path, tmp_path: Path, case: str) -> None:
    name, slips = BROKEN[case]
    project = tmp_path / "library"
    shutil.copytree(emitted, project)
    script = project / name
    lines = script.read_text().splitlines()
    expected = []
    for text, slip, complaint in slips:
        number = next(number for number, line in enumerate(lines) if text in line)
        lines[number] = lines[number].replace(text, slip)
        expected.append((f"{name}:{number + 1}", complaint))
    script.write_text("\n".join(lines) + "\n")

    result = engine.run(project, "help")

    assert result.exit_code == 1
    errors = [line.strip() for line in result.output.splitlines() if ": error: " in line]
    assert len(errors) == len(expected), result.output
    for error, (place, complaint) in zip(errors, expected, strict=True):
        assert error.startswith(f"{place}:")
        assert complaint in error
