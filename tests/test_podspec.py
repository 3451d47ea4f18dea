"""The emitted podspec is Ruby, says what CocoaPods takes and nothing else, and speaks of files that are there.

Every attribute is held to what it must be, for each layout of a torch pod. Where those pods keep their headers rests on
their public podspecs (see kmpgen/viewing/torchpods.py): no CocoaPods and no Xcode runs here.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kmpgen.build import build
from kmpgen.config import Config
from kmpgen.settings.settingsfile import read_settings
from kmpgen.writing import writer
from tests.feature_models import ROOT

EVALUATE = ROOT / "tests/ios/podspec.rb"
MODEL = ROOT / "tests/features/list_unboxed/model.ptl"

PUBLISHED = """\
[publishing]
license = "Apache-2.0"
url = "https://github.com/acme/models"
developer = "Acme 'n' #{1} Ltd"
"""

# Settings → the dependency, and the folder of headers below the folder of all pods.
PODS = {
    "": ({"LibTorch-Lite": ["2.1.0"]}, "LibTorch-Lite/install/include"),
    'libtorch_pod = "VoizeLibTorch-Lite"': (
        {"VoizeLibTorch-Lite": ["2.1.0"]},
        "VoizeLibTorch-Lite/LibTorchLite.xcframework/ios-arm64/Headers",
    ),
    'libtorch_pod = "LibTorch-Lite-Nightly"\nprefix = "ACME"\n[versions]\nlibtorch = "2.2.0.1"\nios = "16.4"': (
        {"LibTorch-Lite-Nightly": ["2.2.0.1"]},
        "LibTorch-Lite-Nightly/install/include",
    ),
}


def evaluated(podspec: Path) -> subprocess.CompletedProcess[str]:
    ruby = shutil.which("ruby")
    assert ruby, "needs ruby; see scripts/setup-linux.sh"
    return subprocess.run([ruby, "-w", EVALUATE, podspec], capture_output=True, text=True, cwd=podspec.parent)


def built(folder: Path, settings: str) -> Path:
    file = folder / "kmpgen.toml"
    file.write_text(f'[library]\n{settings}\n[[model]]\npath = "{MODEL}"\n')
    writer.update(folder / "library", build([MODEL], read_settings(file)).files, force=True)
    return folder / "library"


def found(library: Path, pattern: str) -> set[Path]:
    """What a pattern of a podspec matches: braces hold alternatives, two stars any folders."""
    head, brace, rest = pattern.partition("{")
    inner, _, tail = rest.partition("}")
    spelled = [head + each + tail for each in inner.split(",")] if brace else [pattern]
    return {path for each in spelled for path in library.glob(each) if path.is_file()}


@pytest.mark.parametrize("settings", PODS, ids=["LibTorch-Lite", "VoizeLibTorch-Lite", "another"])
def test_the_podspec_says_all_that_the_pod_needs(tmp_path: Path, settings: str) -> None:
    library = built(tmp_path, settings)
    (podspec,) = library.glob("*.podspec")
    done = evaluated(podspec)
    assert (done.returncode, done.stderr) == (0, "")
    said: dict[str, Any] = json.loads(done.stdout)
    dependencies, headers = PODS[settings]
    assert len(said.pop("summary")) < 140  # CocoaPods takes no longer one
    assert re.fullmatch(r"https://\S+", said.pop("homepage"))
    assert said.pop("license").keys() == {"type", "text"}
    wrapper = f"{'ACME' if 'ACME' in settings else 'PLM'}LibTorchWrapper"
    bundles = said.pop("resource_bundles")
    models = [found(library, pattern) for pattern in bundles.values()]
    assert models == [{library / "ios/models/com.example.listunboxed/ListUnboxed.ptl"}]
    sources = found(library, said.pop("source_files"))
    assert sources == {path for path in (library / "ios" / wrapper).rglob("*") if path.is_file()}
    assert found(library, said.pop("public_header_files")) == {library / "ios" / wrapper / f"{wrapper}.h"}
    assert said == {
        "name": wrapper,
        "version": "0.1.0",
        "authors": "com.example",
        "source": {"path": "."},
        "ios.deployment_target": "16.4" if "16.4" in settings else "15.0",
        "static_framework": True,
        "requires_arc": False,
        "libraries": "c++",
        "frameworks": "Accelerate",
        "dependencies": dependencies,
        "pod_target_xcconfig": {
            "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
            "CLANG_CXX_LIBRARY": "libc++",
            "DEFINES_MODULE": "YES",
            "HEADER_SEARCH_PATHS": f'$(inherited) "${{PODS_ROOT}}/{headers}"',
        },
    }
    assert podspec.stem == wrapper


def test_what_is_published_is_said_in_the_podspec(tmp_path: Path) -> None:
    library = built(tmp_path, f'output = "."\nversion = "2.3.0-SNAPSHOT"\n{PUBLISHED}')
    done = evaluated(library / "PLMLibTorchWrapper.podspec")
    assert (done.returncode, done.stderr) == (0, "")
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["version"] == "2.3.0-SNAPSHOT", "it brings this release's model and points at its tag"
    assert said["homepage"] == "https://github.com/acme/models"
    assert said["license"] == {"type": "Apache-2.0", "file": "LICENSE"}
    assert (library / "LICENSE").is_file()
    assert said["authors"] == "Acme 'n' #{1} Ltd"
    assert said["source"] == {"git": "https://github.com/acme/models.git", "tag": "v2.3.0-SNAPSHOT"}


@pytest.mark.parametrize("gone", [("LICENSE",), ("NOTICE",), ("LICENSE", "NOTICE")], ids=" and ".join)
def test_nothing_speaks_of_a_licence_that_is_left_out(tmp_path: Path, gone: tuple[str, ...]) -> None:
    excluded = f"exclude = {json.dumps(gone)}\n"
    library = built(tmp_path, f'output = "."\n{excluded}{PUBLISHED}')
    said = json.loads(evaluated(library / "PLMLibTorchWrapper.podspec").stdout)
    file = said["license"].get("file")
    assert (said["license"]["type"], file) == ("Apache-2.0", None if "LICENSE" in gone else "LICENSE")
    readme = (library / "README.md").read_text()
    assert set(re.findall("`(LICENSE|NOTICE)`", readme)) == {"LICENSE", "NOTICE"}.difference(gone)
    if "NOTICE" not in gone:
        assert "LICENSE" not in (library / "NOTICE").read_text()


SLIPS = {
    "an unknown attribute": ("s.static_framework = true", "s.static_frameworks = true", "has no attribute"),
    "an unknown attribute of a platform": ("s.ios.deployment_target", "s.ios.target", "has no attribute"),
    "a value of another kind": ("s.libraries = 'c++'", "s.libraries = 17", "libraries is no 17"),
    "an attribute twice": ("s.libraries = 'c++'", "s.libraries = 'c++'\n  s.libraries = 'z'", "set twice"),
    "an unknown kind of source": (":path => '.'", ":folder => '.'", "source has no folder"),
    "a build setting that is none": ("'DEFINES_MODULE'", "'Defines Module'", "Defines Module"),
    "Ruby that is none": ("end\n", "", "end"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_podspec_is_seen(tmp_path: Path, slip: str) -> None:
    podspec = tmp_path / "slip.podspec"
    old, new, complaint = SLIPS[slip]
    text = build([MODEL], Config()).files["PLMLibTorchWrapper.podspec"].decode()
    assert old in text
    podspec.write_text(text.replace(old, new))
    done = evaluated(podspec)
    assert done.returncode != 0
    assert complaint in done.stderr
