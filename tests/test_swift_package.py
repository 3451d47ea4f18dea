"""The emitted Package.swift, read back by a Swift parser: its targets fit each other and the files of the library.

Proven: it is Swift, calls what PackageDescription declares with its labels in their order, and every path leads to
files that are laid out as SwiftPM wants them. Not proven: no SwiftPM and no Xcode runs here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpgen.build import build
from kmpgen.config import Config, ExternalRuntime
from kmpgen.writing import writer
from tests import swift
from tests.feature_models import ROOT

MODEL = ROOT / "tests/features/list_unboxed/model.ptl"
SUM = "0123456789abcdef" * 4

# What PackageDescription 5.9 declares, as far as it is used: labels in their order.
DECLARED = {
    "Package": ["name", "platforms", "products", "dependencies", "targets", "cLanguageStandard", "cxxLanguageStandard"],
    ".iOS": [""],
    ".library": ["name", "type", "targets"],
    ".target": [
        *("name", "dependencies", "path", "exclude", "sources", "resources", "publicHeadersPath"),
        *("cSettings", "cxxSettings", "swiftSettings", "linkerSettings"),
    ],
    ".binaryTarget": ["name", "path", "url", "checksum"],
    ".linkedLibrary": [""],
    ".linkedFramework": [""],
    ".copy": [""],
}
BINARIES = {
    "nothing said": (Config(), {"path": "Frameworks/LibTorchLite.xcframework"}),
    "a path": (Config(libtorch_xcframework="libs/Torch-2.1.xcframework"), {"path": "libs/Torch-2.1.xcframework"}),
    "a zip": (
        Config(libtorch_xcframework="https://example.com/a/torch-2.1+%20x.zip", libtorch_checksum=SUM),
        {"url": "https://example.com/a/torch-2.1+%20x.zip", "checksum": SUM},
    ),
}


def manifest(library: Path) -> swift.Call:
    root = swift.parse((library / "Package.swift").read_text())
    package = swift.constant(root, "package")
    assert isinstance(package, swift.Call)
    return package


def calls(value: object) -> list[swift.Call]:
    """All of them, from outside in."""
    if isinstance(value, list):
        return [call for each in value for call in calls(each)]
    if isinstance(value, swift.Call):
        return [value, *(call for _, each in value.arguments for call in calls(each))]
    return []


def targets(package: swift.Call) -> list[swift.Call]:
    return [call for call in calls(package["targets"]) if call.name in (".target", ".binaryTarget")]


@pytest.fixture(params=BINARIES)
def variant(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A library, and what its binary target must say."""
    config, binary = BINARIES[request.param]
    writer.update(tmp_path / "library", build([MODEL], config).files, force=True)
    return tmp_path / "library", binary


def test_it_calls_what_is_declared(variant: tuple[Path, dict[str, str]]) -> None:
    library, _ = variant
    assert (library / "Package.swift").read_text().startswith("// swift-tools-version: 5.9\n")
    for call in calls(manifest(library)):  # unsafe flags, which dependencies by version must not have, are not declared
        assert call.labels == [label for label in DECLARED[call.name] if label in call.labels], call.name


def test_its_targets_fit_each_other(variant: tuple[Path, dict[str, str]]) -> None:
    package = manifest(variant[0])
    names = [target["name"] for target in targets(package)]
    assert len(set(names)) == len(names) == 2
    used = [name for call in calls(package) for name in (call.get("dependencies") or [])]  # type: ignore[attr-defined]
    used += [name for call in calls(package["products"]) for name in call["targets"]]  # type: ignore[attr-defined]
    assert set(used) == set(names)


def test_its_paths_lead_to_the_wrapper(variant: tuple[Path, dict[str, str]]) -> None:
    library, binary = variant
    wrapper, torch = targets(manifest(library))
    folder = library / str(wrapper["path"])
    sources = [file for each in wrapper["sources"] for file in (folder / each).rglob("*")]  # type: ignore[attr-defined]
    assert set(sources) == {file for file in library.rglob("*") if file.suffix in (".m", ".cpp", ".h", ".hpp")}
    headers = folder / str(wrapper["publicHeadersPath"])
    # What SwiftPM calls the umbrella header, beside which it takes no folder.
    assert (headers / f"{wrapper['name']}.h").is_file()
    assert [path for path in headers.iterdir() if path.is_dir()] == []
    resources = [folder / str(call.arguments[0][1]) for call in calls(wrapper["resources"])]
    assert [[file.name for file in path.iterdir()] for path in resources] == [["ListUnboxed.ptl"]]
    assert {label: torch[label] for label in torch.labels if label != "name"} == binary
    assert torch["name"] == ("Torch_2_1" if "libs" in str(binary) else "LibTorchLite")
    assert not str(binary.get("path")).startswith(f"{wrapper['path']}/"), "it would be one of the target's own files"


def test_other_names_and_no_model(tmp_path: Path) -> None:
    config = Config(prefix="ACME", name="tools", bundle=False)
    writer.update(tmp_path / "library", build([MODEL], config).files, force=True)
    package = manifest(tmp_path / "library")
    wrapper, _ = targets(package)
    assert package["name"] == wrapper["name"] == "ACMELibTorchWrapper"
    assert (tmp_path / "library" / str(wrapper["path"]) / str(wrapper["publicHeadersPath"])).is_dir()
    assert "resources" not in wrapper.labels


def test_facades_over_another_runtime_have_none() -> None:
    runtime = ExternalRuntime("com.acme", "torch-runtime", "1.0.0")
    assert "Package.swift" not in build([MODEL], Config(runtime=runtime)).files


def test_what_is_no_swift_is_seen(tmp_path: Path) -> None:
    writer.update(tmp_path / "library", build([MODEL], Config()).files, force=True)
    text = (tmp_path / "library/Package.swift").read_text()
    for old, new in {'name: "PLM': "name: PLM ", "targets: [": "targets: [[", ")\n": "\n"}.items():
        with pytest.raises(ValueError, match="is no Swift"):
            swift.parse(text.replace(old, new))
