"""Models that a library brings, and models from bytes: what is put in, and that both halves load it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kmpgen.bundling import HEAVY, LIMIT
from kmpgen.verify import TierResult, run_android, verify
from kmpgen.verify.host_torch import find_torch
from kmpgen.verify.kotlin_android import class_files
from kmpgen.verify.library import open_library
from kmpgen.verify.tier import Workshop
from tests.conftest import Run
from tests.feature_models import ROOT

FEATURES = ROOT / "tests/features"
TENSOR = FEATURES / "tensor/model.ptl"
LOADING = ROOT / "tests/loading"
ANDROID = "{http://schemas.android.com/apk/res/android}"
# What the library needs for models that it brings.
PARTS = ("BundledModel", "TorchContext", "AssetCopies", "AndroidManifest.xml")


def _large(folder: Path, name: str = "large.ptl", size: int = LIMIT) -> Path:
    """A model of the same API whose file has more than ``size`` bytes."""
    path = folder / name
    shutil.copy(TENSOR, path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("model/extra/padding", bytes(size))
    return path


def _copies(library: Path, model: Path) -> list[str]:
    content = model.read_bytes()
    found = (path for path in library.rglob("*") if path.is_file() and path.read_bytes() == content)
    return sorted(path.relative_to(library).as_posix() for path in found)


def _parts(library: Path) -> set[str]:
    return {part for part in PARTS if any(path.name.startswith(part) for path in library.rglob("*"))}


def test_a_small_model_is_in_the_library_once(kmpgen: Run, tmp_path: Path) -> None:
    library = tmp_path / "library"
    built = kmpgen("build", TENSOR, "-o", library)
    assert built.returncode == 0, built.stderr
    assert _copies(library, TENSOR) == ["ios/models/com.example.tensormodel/TensorModel.ptl"]
    assert _parts(library) == set(PARTS)
    assert "model.ptl (2.6 kB) is part of the library: loadBundled(); --no-bundle leaves it out" in built.stdout
    assert built.stderr == ""
    assert kmpgen("build", TENSOR, "-o", library, "--check").returncode == 0


def test_a_large_model_is_left_out_and_its_size_said(kmpgen: Run, tmp_path: Path) -> None:
    library, model = tmp_path / "library", _large(tmp_path)
    built = kmpgen("build", model, "-o", library)
    assert built.returncode == 0, built.stderr
    assert _copies(library, model) == []
    assert _parts(library) == set()
    said = "large.ptl (10.0 MB) is not part of the library, being larger than 10 MB: --bundle puts it in"
    assert said in built.stdout
    assert built.stderr == ""


def test_an_option_puts_a_large_model_in_and_the_readme_repeats_it(kmpgen: Run, tmp_path: Path) -> None:
    library, model = tmp_path / "library", _large(tmp_path)
    assert kmpgen("build", model, "-o", library, "--bundle").returncode == 0
    assert len(_copies(library, model)) == 1
    assert "--bundle -o" in (library / "README.md").read_text()


def test_what_a_very_large_model_costs_is_said(kmpgen: Run, tmp_path: Path) -> None:
    library = tmp_path / "library"
    built = kmpgen("build", _large(tmp_path, size=HEAVY), "-o", library, "--bundle", "--no-parity")
    assert built.returncode == 0, built.stderr
    assert "note: large.ptl adds 50.0 MB to every app, 100 MB on Android" in built.stdout
    built = kmpgen("build", _large(tmp_path), "-o", library, "--bundle", "--no-parity")
    assert "loadBundled()" in built.stdout
    assert "note: " not in built.stdout


def test_a_model_that_is_left_out_leaves_nothing_behind(kmpgen: Run, tmp_path: Path) -> None:
    library = tmp_path / "library"
    assert kmpgen("build", TENSOR, "-o", library).returncode == 0
    built = kmpgen("build", TENSOR, "-o", library, "--no-bundle")
    assert built.returncode == 0, built.stderr
    assert not (library / "ios/models").exists()
    assert _parts(library) == set()
    # The recorded tests still need it.
    assert _copies(library, TENSOR) == ["src/commonTest/resources/TensorModel.ptl"]


def test_a_model_that_outgrows_the_library_is_a_warning(kmpgen: Run, tmp_path: Path) -> None:
    library, model = tmp_path / "library", tmp_path / "model.ptl"
    shutil.copy(TENSOR, model)
    assert kmpgen("build", model, "-o", library).returncode == 0
    _large(tmp_path, "model.ptl")
    kept = kmpgen("build", model, "-o", library, "--bundle")
    assert (kept.returncode, kept.stderr) == (0, "")
    left_out = kmpgen("build", model, "-o", library)
    assert left_out.returncode == 0
    assert left_out.stderr.startswith("warning[KMP312]: loadBundled() of TensorModel goes: the model has 10.0 MB now")
    again = kmpgen("build", model, "-o", library)
    assert (again.returncode, again.stderr) == (0, "")


SETTINGS = """\
[library]
name = "several"
package = "com.example.several"
[[model]]
path = "model.ptl"
class = "In"
bundle = true
[[model]]
path = "other.ptl"
class = "Out"
bundle = false
"""


def test_each_model_has_its_setting_and_an_option_wins(kmpgen: Run, tmp_path: Path) -> None:
    _large(tmp_path, "model.ptl")
    shutil.copy(FEATURES / "scalars/model.ptl", tmp_path / "other.ptl")
    (tmp_path / "kmpgen.toml").write_text(SETTINGS)
    models = tmp_path / "several/ios/models/com.example.several"
    assert kmpgen("build", cwd=tmp_path).returncode == 0
    assert [path.name for path in models.iterdir()] == ["In.ptl"]
    assert kmpgen("build", "--no-bundle", cwd=tmp_path).returncode == 0
    assert not models.exists()
    assert kmpgen("build", "--bundle", cwd=tmp_path).returncode == 0
    assert sorted(path.name for path in models.iterdir()) == ["In.ptl", "Out.ptl"]


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ('targets = ["android"]', "models"),
        ('targets = ["iosArm64"]', "ios/models"),
        ('runtime = "external:com.acme:torch-runtime:1.0.0"', "models"),
        ('prefix = "ACME"', "ios/models"),
    ],
)
def test_models_lie_where_all_platforms_can_take_them_from(
    kmpgen: Run, tmp_path: Path, settings: str, place: str
) -> None:
    shutil.copy(TENSOR, tmp_path / "model.ptl")
    (tmp_path / "kmpgen.toml").write_text(f'[library]\nname = "lib"\n{settings}\n[[model]]\npath = "model.ptl"\n')
    built = kmpgen("build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert _copies(tmp_path / "lib", TENSOR) == [f"{place}/com.example.lib/TensorModel.ptl"]


def test_the_manifest_has_a_provider_of_this_library_alone(kmpgen: Run, tmp_path: Path) -> None:
    library = tmp_path / "library"
    assert kmpgen("build", TENSOR, "-o", library, "--package", "com.acme.own").returncode == 0
    (provider,) = ET.parse(library / "src/androidMain/AndroidManifest.xml").iter("provider")
    assert provider.get(f"{ANDROID}authorities") == "${applicationId}.com.acme.own.torch"
    assert provider.get(f"{ANDROID}exported") == "false"
    package, _, name = str(provider.get(f"{ANDROID}name")).rpartition(".")
    sources = [path.read_text() for path in (library / "src/androidMain").rglob("*.kt")]
    assert any(f"package {package}\n" in text and f"class {name} " in text for text in sources)


LOADED = '[library]\nname = "loaded"\npackage = "com.example.loaded"\n[[model]]\npath = "model.ptl"\nclass = "Loaded"\n'


@pytest.fixture(scope="module")
def library(kmpgen: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of a recorded model with the tests of `tests/loading` beside its own."""
    folder = tmp_path_factory.mktemp("loading")
    for name in ("model.ptl", "model.parity"):
        shutil.copy(TENSOR.with_name(name), folder)
    (folder / "kmpgen.toml").write_text(LOADED)
    built = kmpgen("build", cwd=folder)
    assert built.returncode == 0, built.stderr
    for part, source_set in (("common", "commonTest"), ("android", "androidDeviceTest"), ("ios", "iosTest")):
        shutil.copytree(LOADING / part, folder / "loaded/src" / source_set / "kotlin/loading")
    shutil.copy(FEATURES / "scalars/model.ptl", folder / "loaded/src/commonTest/resources/other.ptl")
    return folder / "loaded"


TESTS = {
    "run-android": ("LoadingTest.kt", "AssetCopiesTest.kt"),
    "run-ios-kotlin": ("LoadingTest.kt",),
}


def _assert_all_passed(result: TierResult) -> None:
    assert result.status == "ok", f"{result}\n{result.details}"
    names = TESTS[result.name]
    expected = sum(file.read_text().count("@Test\n") for name in names for file in LOADING.rglob(name))
    passed = [line for line in result.details.splitlines() if line.endswith(" passed") and "Parity" not in line]
    assert len(passed) == expected, result.details


@pytest.mark.slow
def test_the_ios_half_loads_what_the_library_brings_and_bytes(library: Path) -> None:
    (report,) = verify([library], ["run-ios-kotlin"])
    _assert_all_passed(report["run-ios-kotlin"])


@dataclass(frozen=True)
class OnJvm:
    """The Android half with its tests, compiled once; `CopyingProgram.kt` in it is a process of an app that copies."""

    workshop: Workshop
    compiled: run_android.CompiledTests
    command: tuple[str, ...]
    source: Path

    def start(self, folder: Path, rounds: int, delay: int, name: str, other: str) -> subprocess.Popen[str]:
        words = (str(self.source), str(folder), str(rounds), str(delay), name, other)
        return subprocess.Popen([*self.command, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def on_jvm(library: Path) -> Iterator[OnJvm]:
    with Workshop(run_android.ARTIFACTS) as workshop:
        (compiled,) = run_android.compile_tests([open_library(library)], workshop)
        assert compiled.compilation.result().ok, compiled.compilation.result().messages
        files = workshop.cache.ensure(run_android.RUN_TIME)
        class_path = os.pathsep.join(map(str, [compiled.classes, *map(class_files, files.values())]))
        flags = ("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        command = (str(workshop.jdk.java), *flags, "-cp", class_path, "com.example.loaded.CopyingProgramKt")
        yield OnJvm(workshop, compiled, command, TENSOR)


@pytest.mark.slow
def test_the_android_half_loads_what_the_library_brings_and_bytes(on_jvm: OnJvm) -> None:
    (result,) = run_android.run([on_jvm.compiled], find_torch(), on_jvm.workshop)
    _assert_all_passed(result)


@pytest.mark.slow
def test_two_processes_copy_at_once(on_jvm: OnJvm, tmp_path: Path) -> None:
    """Each in turns of many bytes, so that they are at it together; both always end with the whole."""
    rounds = 40
    processes = [on_jvm.start(tmp_path, rounds, 1, *names) for names in (("a", "b"), ("b", "a"))]
    said = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [whole for whole, _ in said] == [str(rounds)] * 2, said
    assert sum(int(opened) for _, opened in said) > rounds, "they were never at it together"
    left = [path.name for path in tmp_path.rglob("*") if path.is_file() and path.name not in ("a", "b")]
    assert len(left) == rounds
    assert {name.rpartition(".")[2] for name in left} == {"ptl"}


@pytest.mark.slow
def test_a_process_that_is_killed_leaves_no_half_copy(on_jvm: OnJvm, tmp_path: Path) -> None:
    process = on_jvm.start(tmp_path, 1, 200, "a", "a")
    deadline = time.monotonic() + 60
    while not (parts := [path for path in tmp_path.rglob("*.part") if path.stat().st_size]):
        assert time.monotonic() < deadline
        assert process.poll() is None, process.communicate()[0]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not list(tmp_path.rglob("*.ptl"))
    os.utime(parts[0], (0, 0))  # as if the app's next start were a day later
    assert on_jvm.start(tmp_path, 1, 0, "a", "a").communicate(timeout=60)[0].split() == ["1", "1"]
    (copy,) = (path for path in tmp_path.rglob("*") if path.is_file() and path.name != "a")
    assert copy.read_bytes() == TENSOR.read_bytes()
