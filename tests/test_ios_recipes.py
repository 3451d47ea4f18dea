"""What the emitted README tells an app for iOS to do, tried as far as Linux goes.

Proven: the lines of the Podfile are Ruby that says what CocoaPods takes; the Kotlin type-checks against Kotlin's own
Gradle plugins, which configure a project with it; the Swift parses. Not proven: nothing is built or linked by Xcode.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kmpgen.build import build
from kmpgen.config import Config, Versions
from tests import swift
from tests.feature_models import ROOT
from tests.gradle import engine

MODEL = ROOT / "tests/features/list_unboxed/model.ptl"
EVALUATE = ROOT / "tests/ios/podfile.rb"
PODS = {
    "LibTorch-Lite": Config(),
    "VoizeLibTorch-Lite": Config(libtorch_pod="VoizeLibTorch-Lite", prefix="ACME", swift=True),
}
# The plugin comes with Kotlin's; the function is what Gradle's own front-end, which is not to be had here, makes of it.
APP = """\
import org.jetbrains.kotlin.gradle.dsl.KotlinMultiplatformExtension
import org.jetbrains.kotlin.gradle.plugin.cocoapods.CocoapodsExtension
import org.jetbrains.kotlin.gradle.plugin.mpp.KotlinNativeTarget

plugins {{
    id("org.jetbrains.kotlin.multiplatform").version("{kotlin}")
}}

pluginManager.apply("org.jetbrains.kotlin.native.cocoapods")

fun KotlinMultiplatformExtension.cocoapods(configure: CocoapodsExtension.() -> Unit): Unit =
    (this as ExtensionAware).extensions.configure(CocoapodsExtension::class.java) {{ configure(this) }}

version = "1.0"

kotlin {{
    cocoapods {{
        summary = "An app's shared module"
        homepage = "https://example.com"
    }}
}}
"""


def snippets(pod: str, language: str) -> list[str]:
    """The blocks of code in the section about iOS."""
    readme = build([MODEL], PODS[pod]).files["README.md"].decode()
    section = readme.partition("\n## iOS")[2].partition("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def podfile(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    ruby = shutil.which("ruby")
    assert ruby, "needs ruby; see scripts/setup-linux.sh"
    (folder / "Podfile").write_text(text)
    return subprocess.run([ruby, "-w", EVALUATE, folder / "Podfile"], capture_output=True, text=True)


@pytest.mark.parametrize("pod", PODS)
@pytest.mark.parametrize("choice", range(3))
def test_each_line_of_the_podfile_names_the_wrapper_and_where_it_is(tmp_path: Path, pod: str, choice: int) -> None:
    (text,) = snippets(pod, "ruby")
    lines = [number for number, line in enumerate(text.splitlines()) if re.match(r"  (# )?pod '", line)]
    assert len(lines) == 3
    chosen = "\n".join(
        re.sub(r"^  (# )?", "  " if number == lines[choice] else "  # ", line) if number in lines else line
        for number, line in enumerate(text.splitlines())
    )
    done = podfile(tmp_path, chosen)
    assert (done.returncode, done.stderr) == (0, "")
    wrapper = f"{PODS[pod].prefix}LibTorchWrapper"
    where = (
        {"path": "../list-unboxed", "versions": []},
        {"git": "https://git.example.com/list-unboxed.git", "tag": "v0.1.0", "versions": []},
        {"source": "https://git.example.com/specs.git", "versions": ["0.1.0"]},
    )[choice]
    assert json.loads(done.stdout) == {"platform": "15.0", "targets": {"App": [{"name": wrapper, **where}]}}


@pytest.mark.parametrize(
    "slip", ["pod 'A', :folder => 'x'", "pod 'A', 'newest'", "use_frameworks! :linkage => :none", "pods 'A'"]
)
def test_a_slip_in_a_podfile_is_seen(tmp_path: Path, slip: str) -> None:
    assert podfile(tmp_path, f"target 'App' do\n  {slip}\nend\n").returncode != 0


@pytest.mark.parametrize("pod", PODS)
def test_the_swift_is_swift(pod: str) -> None:
    found = snippets(pod, "swift")
    assert found
    for snippet in found:
        swift.parse(snippet)


@pytest.mark.slow
def test_the_kotlin_is_taken_by_kotlins_plugins(tmp_path: Path) -> None:
    """All of it in one project, since starting Gradle takes long."""
    inner, plugin, linked = snippets("LibTorch-Lite", "kotlin")
    _, _, linked_to_xcframework = snippets("VoizeLibTorch-Lite", "kotlin")
    parts = [APP.format(kotlin=Versions().kotlin), f"kotlin {{\n{inner}}}", plugin]
    parts += [f"kotlin {{\n{part}}}" for part in (linked, linked_to_xcframework)]
    (tmp_path / "build.gradle.kts").write_text("\n".join(parts))
    repositories = "repositories {\n        mavenCentral()\n        google()\n    }"
    (tmp_path / "settings.gradle.kts").write_text(
        f"pluginManagement {{\n    {repositories}\n}}\n\ndependencyResolutionManagement {{\n    {repositories}\n}}\n"
    )
    result = engine.run(tmp_path, "help")
    assert result.exit_code == 0, result.output
