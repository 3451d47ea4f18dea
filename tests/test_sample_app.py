"""The projects of gradle_samples/sentiment-app: Gradle's, Xcode's two and the Podfile, held against the library.

Proven: Gradle's engine and the real plugins take the scripts, resolve the library as an included build, and give the
Android app its manifest and its model; the two projects of XcodeGen and the Podfile name what is there.
Not proven: Gradle 9 itself (8.11.1 stands for it, and an SDK that is a stand-in), an APK, and all that needs a Mac:
XcodeGen, CocoaPods, SwiftPM, Xcode.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from ruamel.yaml import YAML

from kmpgen.config import Versions
from tests import swift
from tests.feature_models import ROOT
from tests.gradle import engine

APP = ROOT / "gradle_samples/sentiment-app"
IOS = APP / "iosApp"
LIBRARY = ROOT / "generated/sentiment-classifier"
ANDROID = "{http://schemas.android.com/apk/res/android}"


def toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text())


def test_versions_are_those_of_the_library() -> None:
    own, emitted = (toml(folder / "gradle/libs.versions.toml") for folder in (APP, LIBRARY))
    lock = json.loads((LIBRARY / "kmpgen.lock").read_text())
    library = own["versions"].pop("sentiment-classifier")
    assert library == lock["library"]["version"]
    assert own["versions"] == {name: emitted["versions"][name] for name in own["versions"]}
    both = own["plugins"].keys() & emitted["plugins"].keys()
    assert len(both) == len(own["plugins"]) - 1  # that of Android apps
    assert {name: own["plugins"][name] for name in both} == {name: emitted["plugins"][name] for name in both}
    wrapper = "gradle/wrapper/gradle-wrapper.properties"
    assert (APP / wrapper).read_bytes() == (LIBRARY / wrapper).read_bytes()


# Gradle


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample after one build of what neither Android's resource compiler nor a Mac is needed for."""
    root = tmp_path_factory.mktemp("sample")
    for folder in (APP, LIBRARY):
        shutil.copytree(folder, root / folder.relative_to(ROOT))
    result = engine.run(
        root / APP.relative_to(ROOT),
        f"--init-script={ROOT / 'tests/samples/describe.gradle'}",
        *(":androidApp:mergeDebugAssets", ":androidApp:processDebugMainManifest"),
    )
    assert result.exit_code == 0, result.output
    return root / APP.relative_to(ROOT)


@pytest.mark.slow
def test_gradle_takes_the_scripts(built: Path) -> None:
    versions = Versions()
    framework = {"baseName": "Shared", "isStatic": True}
    sdk = {"compileSdk": versions.compile_sdk, "minSdk": versions.min_sdk}
    description = json.loads((built / "description.json").read_text())
    tasks = description.pop("tasks")
    assert description == {
        "explicitApi": "Strict",
        "library": {**sdk, "jvmTarget": versions.jvm_target},
        "hostTests": True,
        "frameworks": {"iosArm64": [framework], "iosSimulatorArm64": [framework]},
        "app": {**sdk, "targetSdk": versions.compile_sdk},
    }
    texts = [APP / "README.md", IOS / "project.yml"]
    named = {task for file in texts for task in re.findall(r"gradlew (:\S+)", file.read_text())}
    assert len(named) == 3
    assert named <= set(tasks)


@pytest.mark.slow
def test_the_android_app_gets_the_model_and_who_finds_it(built: Path) -> None:
    """From the library, through the shared module: the included build took the place of its coordinates."""
    (model,) = (path for path in built.glob("androidApp/build/**/assets/**/*") if path.is_file())
    assert model.read_bytes() == (ROOT / "generated/sentiment/sentiment.ptl").read_bytes()
    (merged,) = built.glob("androidApp/build/**/merged_manifest/**/AndroidManifest.xml")
    application = ET.parse(merged).getroot().find("application")
    assert application is not None
    named = {tag: [each.attrib[f"{ANDROID}name"] for each in application.iter(tag)] for tag in ("activity", "provider")}
    (provider,) = named["provider"]
    assert named["activity"] == ["com.example.sentimentapp.MainActivity"]
    assert list(LIBRARY.glob(f"src/androidMain/kotlin/{provider.rpartition('.')[0].replace('.', '/')}/*.kt"))


# Xcode


def merged(base: Any, over: Any) -> Any:
    """As XcodeGen merges a file over what it includes: tables by key, lists one after the other."""
    if isinstance(base, dict) and isinstance(over, dict):
        return base | {key: merged(base[key], value) if key in base else value for key, value in over.items()}
    return base + over if isinstance(base, list) and isinstance(over, list) else over


def project(name: str) -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load(IOS / name)
    included = content.pop("include", None)
    return merged(project(included), content) if included else content


def package() -> swift.Call:
    found = swift.constant(swift.parse((LIBRARY / "Package.swift").read_text()), "package")
    assert isinstance(found, swift.Call)
    return found


@pytest.mark.parametrize("name", ["project.yml", "package.yml"])
def test_xcode_builds_the_framework_and_the_swift_files(name: str) -> None:
    spec = project(name)
    target = spec["targets"]["SentimentApp"]
    (script,) = target["preBuildScripts"]
    assert spec["settings"]["ENABLE_USER_SCRIPT_SANDBOXING"] == "NO"
    assert script["script"].endswith(" :shared:embedAndSignAppleFrameworkForXcode")
    assert script["script"].startswith('cd "$SRCROOT/.." && ./gradlew ')
    assert (IOS / ".." / "settings.gradle.kts").is_file()
    (sources,) = target["sources"]
    assert set((IOS / sources).glob("*.swift")) == set(IOS.rglob("*.swift")) != set()
    assert spec["options"]["deploymentTarget"] == {"iOS": Versions().ios}


def test_the_podfile_names_the_pod_of_the_library_for_the_target() -> None:
    ruby = shutil.which("ruby")
    assert ruby, "needs ruby; see scripts/setup-linux.sh"
    evaluate = ROOT / "tests/ios/podfile.rb"
    done = subprocess.run([ruby, "-w", evaluate, IOS / "Podfile"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    ((target, (pod,)),) = said["targets"].items()
    assert said["platform"] == Versions().ios
    assert list(project("project.yml")["targets"]) == [target]
    assert [path.stem for path in (IOS / pod["path"]).glob("*.podspec")] == [pod["name"]]


def test_the_swift_package_is_that_of_the_library() -> None:
    """And only the variant without CocoaPods says how torch is linked: the pod brings its own flags."""
    spec = project("package.yml")
    ((name, place),) = spec["packages"].items()
    assert (IOS / place["path"]).resolve() == LIBRARY
    products = package()["products"]
    assert isinstance(products, list)
    (product,) = products
    target = spec["targets"]["SentimentApp"]
    assert target["dependencies"] == [{"package": name, "product": product["name"]}]
    assert "OTHER_LDFLAGS" in target["settings"]
    plain = project("project.yml")
    assert "packages" not in plain
    assert "OTHER_LDFLAGS" not in plain["targets"]["SentimentApp"]["settings"]
