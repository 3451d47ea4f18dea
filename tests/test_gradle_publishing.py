"""A library published into a folder by Gradle's engine and the real plugins, read back, and used by another build.

Proven: what Maven, Gradle and Android find in the repository; that another Kotlin Multiplatform build compiles against
it; that a changed API is noticed.

Not proven: the iOS half, which a Linux host leaves out; Gradle 9 (see test_gradle_scripts.py); the classes of the AAR
are compiled against a stand-in for Android's SDK, and lint, which no Maven repository has, is left out; any upload.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from kmpgen.config import Versions
from tests.conftest import Run
from tests.feature_models import ROOT
from tests.gradle import engine

pytestmark = pytest.mark.slow

MODEL = ROOT / "tests/features/tensor/model.ptl"
NAME = "Acme <Tools> & \"Sons\" ${version} 'Ö'"
SETTINGS = f"""\
[library]
package = "com.acme.tools"
name = "tools"
group = "com.acme.maven"
version = "2.0.0"
[publishing]
license = "Apache-2.0"
url = "https://github.com/acme/tools"
developer = {json.dumps(NAME)}
description = "x ]]> \\u0022$group\\u0022"
repository = "central"
[[model]]
path = "model.ptl"
"""
GROUP = "com/acme/maven"
SUFFIXES = {"tools": ".jar", "tools-android": ".aar"}


def library(kmpgen: Run, folder: Path, settings: str, name: str = "tools") -> Path:
    """That of these settings."""
    shutil.copy(MODEL, folder)
    (folder / "kmpgen.toml").write_text(settings, "utf-8")
    done = kmpgen("build", "-o", name, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / name


@pytest.fixture(scope="module")
def emitted(kmpgen: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return library(kmpgen, tmp_path_factory.mktemp("publishing"), SETTINGS)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home of GnuPG with one new key, and that key as text."""
    home = tmp_path_factory.mktemp("gnupg")
    home.chmod(0o700)
    gpg = ["gpg", "--homedir", str(home), "--batch", "--pinentry-mode", "loopback", "--passphrase", "a secret"]
    subprocess.run([*gpg, "--quick-gen-key", "Acme <a@example.com>", "rsa2048", "sign"], check=True)
    exported = subprocess.run([*gpg, "--armor", "--export-secret-keys"], check=True, capture_output=True, text=True)
    return home, exported.stdout


@pytest.fixture(scope="module")
def published(emitted: Path, key: tuple[Path, str]) -> Path:
    """The Maven repository that one build made, as its folder of the library's group."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ORG_GRADLE_PROJECT_signingInMemoryKey", key[1])
        environment.setenv("ORG_GRADLE_PROJECT_signingInMemoryKeyPassword", "a secret")
        result = engine.run(emitted, "publishAllPublicationsToFolderRepository")
    assert result.exit_code == 0, result.output
    assert [line for line in result.output.splitlines() if line.startswith(("w:", "e:"))] == []
    assert "PRIVATE KEY" not in result.output
    return emitted / "build/repository" / GROUP


ELSEWHERE = {
    "github": ("github:Acme/models", {"githubPackages": "https://maven.pkg.github.com/Acme/models"}),
    "address": ("https://maven.acme.com/releases", {"remote": "https://maven.acme.com/releases"}),
}


@pytest.fixture(scope="module")
def evaluated(kmpgen: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Libraries for other repositories, all configured by one build: included builds of the first."""
    folder = tmp_path_factory.mktemp("elsewhere")
    libraries = {}
    for name, (repository, _) in ELSEWHERE.items():
        settings = SETTINGS.replace('"central"', f'"{repository}"').replace("tools", name)
        libraries[name] = library(kmpgen, folder, settings, name)
    first, *others = libraries
    included = [word for other in others for word in (f":{other}:help", f"--include-build=../{other}")]
    result = engine.run(libraries[first], "help", *included)
    assert result.exit_code == 0, result.output
    return libraries


def described(library: Path) -> dict[str, Any]:
    """What the plugins made of its scripts."""
    content: dict[str, Any] = json.loads((library / "description.json").read_bytes())
    return content


def tasks_of_readme(library: Path) -> set[str]:
    """Gradle makes `wrapper` in every root project of its own accord."""
    return set(re.findall(r"`gradle (\w+)", (library / "README.md").read_text("utf-8"))) - {"wrapper"}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_every_repository_is_there_with_the_tasks_that_the_readme_names(evaluated: dict[str, Path], name: str) -> None:
    found = described(evaluated[name])
    folder = {"folder": (evaluated[name] / "build/repository").as_uri().replace("///", "/")}
    assert found["repositories"] == ELSEWHERE[name][1] | folder
    tasks = tasks_of_readme(evaluated[name])
    assert any(task.startswith("publish") and task.endswith("Repository") for task in tasks)
    assert tasks <= set(found["tasks"])


def test_maven_central_has_the_tasks_that_the_readme_names(emitted: Path, published: Path) -> None:  # noqa: ARG001
    tasks = tasks_of_readme(emitted)
    assert any("MavenCentral" in task for task in tasks)
    assert tasks <= set(described(emitted)["tasks"])


def test_without_a_key_nothing_goes_to_maven_central(kmpgen: Run, tmp_path: Path) -> None:
    result = engine.run(library(kmpgen, tmp_path, SETTINGS), "publishToMavenCentral", "--dry-run")
    assert result.exit_code != 0
    assert "ORG_GRADLE_PROJECT_signingInMemoryKey" in result.output


def file(published: Path, module: str, suffix: str) -> Path:
    return published / module / "2.0.0" / f"{module}-2.0.0{suffix}"


def module(published: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file(published, name, ".module").read_bytes())
    return content


def names(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as opened:
        return {name for name in opened.namelist() if not name.endswith("/")}


@pytest.mark.parametrize("name", SUFFIXES)
def test_each_module_has_what_maven_central_asks_for(published: Path, name: str) -> None:
    for suffix in (".pom", ".module", SUFFIXES[name], "-sources.jar", "-javadoc.jar"):
        for sum_ in ("", ".md5", ".sha1"):
            assert file(published, name, suffix + sum_).is_file()


@pytest.mark.parametrize("name", SUFFIXES)
def test_all_of_it_is_signed_with_the_key_of_the_environment(published: Path, key: tuple[Path, str], name: str) -> None:
    for suffix in (".pom", ".module", SUFFIXES[name], "-sources.jar", "-javadoc.jar"):
        signed = file(published, name, suffix)
        command = ["gpg", "--homedir", str(key[0]), "--batch", "--verify", f"{signed}.asc", str(signed)]
        subprocess.run(command, check=True, capture_output=True)


@pytest.mark.parametrize("name", SUFFIXES)
def test_the_pom_says_what_the_settings_say(published: Path, name: str) -> None:
    pom = ET.parse(file(published, name, ".pom")).getroot()
    space = {"": "http://maven.apache.org/POM/4.0.0"}
    said = {
        path: pom.findtext(path, namespaces=space)
        for path in ("groupId", "artifactId", "version", "name", "description", "url", "scm/url")
    }
    assert said == {
        "groupId": "com.acme.maven",
        "artifactId": name,
        "version": "2.0.0",
        "name": "tools",
        "description": 'x ]]> "$group"',
        "url": "https://github.com/acme/tools",
        "scm/url": "https://github.com/acme/tools",
    }
    assert pom.findtext("licenses/license/name", namespaces=space) == "Apache-2.0"
    assert pom.findtext("developers/developer/name", namespaces=space) == NAME


def test_gradle_finds_each_file_that_the_modules_name_unchanged(published: Path) -> None:
    for name in SUFFIXES:
        files = [file for variant in module(published, name)["variants"] for file in variant.get("files", [])]
        assert files
        for entry in files:
            content = (published / name / "2.0.0" / entry["url"]).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["size"], entry["sha256"])


def test_the_root_leads_to_the_android_half_and_to_both_ios_ones(published: Path) -> None:
    """Those for iOS are not there: a Mac publishes them."""
    variants = module(published, "tools")["variants"]
    targets = {variant["available-at"]["module"] for variant in variants if "available-at" in variant}
    assert targets == {"tools-android", "tools-iosarm64", "tools-iossimulatorarm64"}
    assert {path.name for path in published.iterdir()} == {"tools", "tools-android"}


def test_android_apps_get_torch_with_it(published: Path) -> None:
    [runtime] = [v for v in module(published, "tools-android")["variants"] if v["name"].startswith("androidRuntime")]
    assert {"group": "org.pytorch", "module": "pytorch_android_lite", "version": {"requires": "2.1.0"}} in (
        runtime["dependencies"]
    )


def test_the_aar_holds_classes_rules_model_and_provider(emitted: Path, published: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(file(published, "tools-android", ".aar")) as aar:
        aar.extractall(tmp_path)
    assert (tmp_path / "proguard.txt").read_text() == (emitted / "consumer-rules.pro").read_text()
    [asset] = (path for path in (tmp_path / "assets").rglob("*") if path.is_file())
    assert asset.read_bytes() == MODEL.read_bytes()
    classes = names(tmp_path / "classes.jar")
    assert {"com/acme/tools/TensorModel.class", "com/acme/tools/torch/Tensor.class"} <= classes
    android = "{http://schemas.android.com/apk/res/android}"
    manifest = ET.parse(tmp_path / "AndroidManifest.xml").getroot()
    [provider] = manifest.findall("application/provider")
    assert provider.get(f"{android}name", "").replace(".", "/") + ".class" in classes
    assert provider.get(f"{android}authorities", "").startswith("${applicationId}.")


@pytest.mark.parametrize("name", SUFFIXES)
def test_sources_and_pages_are_of_this_library(emitted: Path, published: Path, name: str) -> None:
    [facade] = emitted.glob("src/commonMain/**/TensorModel.kt")
    with zipfile.ZipFile(file(published, name, "-sources.jar")) as sources:
        [entry] = [entry for entry in sources.namelist() if entry.endswith("/TensorModel.kt")]
        assert sources.read(entry) == facade.read_bytes()
    pages = names(file(published, name, "-javadoc.jar"))
    assert "index.html" in pages
    assert any("com.acme.tools/-tensor-model/forward.html" in page for page in pages)


BUILD = """\
plugins {
    id("org.jetbrains.kotlin.multiplatform") version "KOTLIN"
    id("com.android.kotlin.multiplatform.library") version "AGP"
}

kotlin {
    android {
        namespace = "com.example.app"
        compileSdk = 36
        minSdk = 24
    }
    sourceSets {
        commonMain.dependencies {
            implementation("com.acme.maven:tools:2.0.0")
        }
    }
}
"""
CALLER = """\
package com.example.app

import com.acme.tools.TensorModel
import com.acme.tools.torch.Tensor
import com.acme.tools.torch.TorchException

fun shape(path: String): List<Long>? =
    try {
        TensorModel.load(path).use { model -> model.forward(Tensor.of(floatArrayOf(1f, 2f), 1, 2)).shape.toList() }
    } catch (e: TorchException) {
        null
    }
"""


def test_another_build_compiles_against_it(published: Path, tmp_path: Path) -> None:
    """Common code, in the build of an Android library."""
    settings = (
        "dependencyResolutionManagement {\n"
        f'    repositories {{\n        maven {{ url = java.net.URI("{published.parents[2].as_uri()}") }}\n    }}\n'
        "}\n"
    )
    (tmp_path / "settings.gradle.kts").write_text(settings)
    versions = Versions()
    (tmp_path / "build.gradle.kts").write_text(BUILD.replace("KOTLIN", versions.kotlin).replace("AGP", versions.agp))
    sources = tmp_path / "src/commonMain/kotlin"
    sources.mkdir(parents=True)
    (sources / "Caller.kt").write_text(CALLER)
    result = engine.run(tmp_path, "compileAndroidMain")
    assert result.exit_code == 0, result.output
    assert [path.name for path in tmp_path.glob("build/classes/kotlin/android/main/**/*.class")] == ["CallerKt.class"]


ANDROID_ONLY = SETTINGS.replace('name = "tools"\n', 'name = "tools"\ntargets = ["android"]\n')


def test_a_changed_api_fails_the_check(kmpgen: Run, tmp_path: Path) -> None:
    """Of a library for Android alone: the plugin refuses to look at the API of an iOS half on Linux."""
    project = library(kmpgen, tmp_path, ANDROID_ONLY)
    known = project / "api/android/tools.api"
    known.parent.mkdir(parents=True)
    known.write_text("public final class com/acme/tools/Gone {\n}\n\n")

    result = engine.run(project, "checkKotlinAbi")

    assert result.exit_code == 1
    changed = {line.strip() for line in result.output.splitlines()}
    assert "-public final class com/acme/tools/Gone {" in changed, result.output
    assert any(line.startswith("+public final class com/acme/tools/TensorModel ") for line in changed)
