"""Facades over a runtime that is a library of its own: what each of the libraries holds, and that they fit together."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from click.testing import CliRunner, Result

from kmpgen.cli import main
from kmpgen.verify import RUN_TIERS, verify
from tests.feature_models import ROOT
from tests.test_style import ktlint

FEATURES = ROOT / "tests/features"
Build = Callable[..., CompletedProcess[str]]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def settings(folder: Path, feature: str, more: str = "") -> Path:
    """A kmpgen.toml for a library over an external runtime, of the feature's name and model."""
    folder.mkdir()
    for suffix in (".ptl", ".parity"):
        shutil.copy(FEATURES / feature / f"model{suffix}", folder / f"{feature}{suffix}")
    file = folder / "kmpgen.toml"
    file.write_text(
        f'[library]\nname = "{feature}"\npackage = "com.acme.{feature}"\noutput = "library"\n'
        f'runtime = "external:com.acme:torch-runtime:1.2.0"\n{more}\n[[model]]\npath = "{feature}.ptl"\n'
    )
    return file


def built(*words: str | Path) -> None:
    result = run("build", *words)
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two libraries of facades, and their runtime."""
    folder = tmp_path_factory.mktemp("external")
    made = {"runtime": folder / "runtime"}
    for feature in ("tensor", "namedtuple"):
        file = settings(folder / feature, feature)
        built("--config", file)
        made[feature] = folder / feature / "library"
    built("--config", folder / "tensor/kmpgen.toml", "--runtime-only", "-o", made["runtime"])
    return made


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_facades_bring_nothing_native_and_the_runtime_no_facade(libraries: dict[str, Path]) -> None:
    facades, runtime = names(libraries["tensor"]), names(libraries["runtime"])
    assert not [name for name in facades if name.startswith(("ios/", "src/nativeInterop", "src/androidMain"))]
    assert not [name for name in facades if name.endswith((".podspec", "Package.swift", "consumer-rules.pro"))]
    assert not [name for name in runtime if "Test" in name or "DeepValues" in name]
    (package,) = {Path(name).parents[1] for name in runtime if name.endswith("/torch/Tensor.kt")}
    assert str(package) == "src/commonMain/kotlin/com/acme/torchruntime"
    both = {name for name in facades & runtime if name.startswith("src")}
    assert both == set()


def test_both_are_up_to_date_after_their_build(libraries: dict[str, Path]) -> None:
    config = libraries["tensor"].parent / "kmpgen.toml"
    assert run("build", "--config", config, "--check").exit_code == 0
    assert run("build", "--config", config, "--runtime-only", "-o", libraries["runtime"], "--check").exit_code == 0
    assert run("build", "--config", config, "-o", libraries["runtime"], "--check").exit_code == 1


def test_the_runtime_alone_takes_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    built("--runtime-only", "--name", "torch", "--package", "com.other.torch")
    assert json.loads((tmp_path / "torch/kmpgen.lock").read_text())["library"]["package"] == "com.other.torch"
    (tmp_path / "kmpgen.toml").write_text('[library]\nname = "facades"\noutput = "facades"\n')
    built("--runtime-only")
    assert not (tmp_path / "facades").exists()
    assert (tmp_path / "torch-runtime/kmpgen.lock").exists()


def test_the_runtime_alone_takes_the_place_of_facades_only_when_told(tmp_path: Path) -> None:
    library = tmp_path / "library"
    built(FEATURES / "tensor/model.ptl", "-o", library)
    before = {name: (library / name).read_bytes() for name in names(library)}
    for options in ([], ["--check"]):
        result = run("build", "--runtime-only", "--package", "com.acme.torch", "-o", library, *options)
        assert (result.exit_code, "KMP311" in result.output, str(library) in result.output) == (1, True, True)
    assert before == {name: (library / name).read_bytes() for name in names(library)}
    for options in (["--force"], []):
        built("--runtime-only", "--package", "com.acme.torch", "-o", library, *options)
    assert not json.loads((library / "kmpgen.lock").read_text())["models"]


def test_the_runtime_alone_takes_no_model(tmp_path: Path) -> None:
    result = run("build", FEATURES / "tensor/model.ptl", "--runtime-only", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("runtime", "word"),
    [
        ('runtime = "external:com.acme:1torch:1.0"', "runtime_package"),
        ('runtime = "external:com.acme:native:1.0"', "runtime_package"),
        ('runtime_package = "com.acme.torch"', "external"),
        ('runtime = "extern:com.acme:torch:1.0"', "external:group:artifact:version"),
    ],
)
def test_a_runtime_that_cannot_be_is_one_clear_error(tmp_path: Path, runtime: str, word: str) -> None:
    file = settings(tmp_path / "team", "tensor")
    file.write_text(file.read_text().replace('runtime = "external:com.acme:torch-runtime:1.2.0"', runtime))
    for options in ([], ["--runtime-only"]):
        result = run("build", "--config", file, *options)
        assert result.exit_code == 2
        assert result.output.count("error[") == 1
        assert word in result.output
        assert not (tmp_path / "team/library").exists()


def test_verify_asks_for_the_runtime(libraries: dict[str, Path]) -> None:
    result = run("verify", libraries["tensor"])
    assert result.exit_code == 2
    assert "error[KMP406]" in result.output
    assert "com.acme:torch-runtime:1.2.0" in result.output


def test_verify_refuses_the_runtime_of_another_package(libraries: dict[str, Path], tmp_path: Path) -> None:
    built("--runtime-only", "--package", "com.other.torch", "-o", tmp_path / "other")
    result = run("verify", libraries["tensor"], "--runtime", tmp_path / "other")
    assert result.exit_code == 2
    assert "error[KMP406]" in result.output


APP = """\
package com.acme.app

import com.acme.namedtuple.{namedtuple}
import com.acme.tensor.{tensor}
import com.acme.torchruntime.torch.Tensor

/** A tensor of one library goes into the other. */
public fun passOn(first: {tensor}, second: {namedtuple}, input: Tensor): Tensor? =
    second.forward(first.forward(input)).logits
"""

TEST = """\
package com.acme.app

import com.acme.namedtuple.{namedtuple}
import com.acme.tensor.{tensor}
import com.acme.tensor.torch.resourcePath
import com.acme.torchruntime.torch.Tensor
import kotlin.test.Test
import kotlin.test.assertEquals

class AppTest {{
    @Test
    fun librariesShareTensors() {{
        {tensor}.load(resourcePath("{tensor}.ptl")).use {{ first ->
            {namedtuple}.load(resourcePath("{namedtuple}.ptl")).use {{ second ->
                val input = Tensor.of(floatArrayOf(1f, -2f, 3.5f), 3)
                val passed = passOn(first, second, input)?.toFloatArray()?.toList()
                assertEquals(first.forward(input).toFloatArray().toList(), passed)
            }}
        }}
    }}
}}
"""


@pytest.mark.slow
def test_two_facades_over_one_runtime_share_tensors(libraries: dict[str, Path], tmp_path: Path) -> None:
    """An app's view: sources of both in one compilation, over the runtime as a module of its own."""
    app = tmp_path / "app"
    for name in ("tensor", "namedtuple"):
        shutil.copytree(libraries[name], app, dirs_exist_ok=True)
    classes = {
        name: next((app / f"src/commonMain/kotlin/com/acme/{name}").glob("*.kt")).stem
        for name in ("tensor", "namedtuple")
    }
    for place, text in (("commonMain/kotlin/App.kt", APP), ("commonTest/kotlin/AppTest.kt", TEST)):
        (app / "src" / place).write_text(text.format(**classes))
    tiers = ["kotlin-ios", "objc", *RUN_TIERS]
    (report,) = verify([app], tiers, runtime=libraries["runtime"])
    said = {tier.name: str(tier) for tier in report.tiers if tier.status != "ok"}
    assert said == {"objc": "objc skipped: its Objective-C is in the library of its runtime"}
    for tests in (tier.details for tier in report.tiers if tier.name in ("run-android", "run-ios-kotlin")):
        assert "AppTest.librariesShareTensors passed" in tests


@pytest.mark.slow
def test_facades_that_reach_for_what_is_internal_in_their_runtime_fail(
    libraries: dict[str, Path], tmp_path: Path
) -> None:
    """The runtime is a module of its own to every compile tier: else this would compile."""
    library = shutil.copytree(libraries["tensor"], tmp_path / "library")
    (library / "src/commonMain/kotlin/Reach.kt").write_text(
        "package com.acme.tensor\n\nimport com.acme.torchruntime.torch.elementCount\n\n"
        "internal fun count(): Long = elementCount(longArrayOf(2))\n"
    )
    (report,) = verify([library], ["kotlin-common", "kotlin-android", "kotlin-ios"], runtime=libraries["runtime"])
    assert {tier.status for tier in report.tiers} == {"failed"}
    assert all("elementCount" in tier.why for tier in report.tiers)


@pytest.mark.slow
def test_ktlint_passes_facades_over_an_external_runtime(libraries: dict[str, Path]) -> None:
    files = [path for suffix in ("kt", "kts") for path in libraries["tensor"].rglob(f"*.{suffix}")]
    done = ktlint(files)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
