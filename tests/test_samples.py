"""The samples in gradle_samples/, against the committed library and model.

Proven: the Kotlin of the app compiles, warnings being errors, for Android and iOS against the library's public API, and
its presenter runs over torch; Swift parses, and calls what Kotlin's compiler shows it of the shared module; jvm-host
prints what torch says.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tree_sitter import Node

from kmpgen.errors import KmpgenError
from kmpgen.verify import kotlin_android, kotlin_common, run_android
from kmpgen.verify.compiler import Compilation
from kmpgen.verify.host_program import run_program
from kmpgen.verify.host_torch import find_torch
from kmpgen.verify.library import EmittedLibrary, open_library
from kmpgen.verify.run_android import CompiledTests
from kmpgen.verify.tier import Tier, Workshop
from tests import swift
from tests.feature_models import ROOT
from tests.swift_view import swift_view
from tests.test_style import ktlint

Compile = Callable[..., Compilation]
APP = ROOT / "gradle_samples/sentiment-app"
LIBRARY = ROOT / "generated/sentiment-classifier"
MODEL = ROOT / "generated/sentiment/sentiment.ptl"


def sources(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.rglob("*.kt")))


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    with Workshop([*kotlin_android.ARTIFACTS, *run_android.ARTIFACTS]) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared() -> EmittedLibrary:
    """The app's shared module, which stands on the library as apps do: on its public API alone."""
    source_sets = APP / "shared/src"
    return replace(
        open_library(LIBRARY),
        root=APP / "shared",
        sources_root=APP / "shared",
        common=sources(source_sets / "commonMain"),
        android=sources(source_sets / "androidMain"),
        ios=sources(source_sets / "iosMain"),
        common_test=(),
        android_test=(),
        ios_test=(),
        runtime=open_library(LIBRARY),
    )


@pytest.mark.slow
@pytest.mark.parametrize("tier", [kotlin_common, kotlin_android], ids=lambda tier: str(tier.NAME))
def test_the_shared_module_compiles(shared: EmittedLibrary, workshop: Workshop, tier: Tier) -> None:
    (result,) = tier.check([shared], workshop)
    assert shared.common
    assert result.status == "ok", result.details


@pytest.fixture(scope="module")
def presenter_tests(shared: EmittedLibrary, workshop: Workshop) -> CompiledTests:
    """The shared module and its tests as classes, beside those of the library."""
    tests = (*sources(APP / "shared/src/androidHostTest"), ROOT / "tests/samples/PresenterOverTorch.kt")
    with_model = replace(shared, root=LIBRARY, android_test=tests)  # whose test resources hold it
    (compiled,) = run_android.compile_tests([with_model], workshop)
    return compiled


@pytest.mark.slow
def test_the_presenter_says_what_fake_and_real_models_say(presenter_tests: CompiledTests, workshop: Workshop) -> None:
    (result,) = run_android.run([presenter_tests], find_torch(), workshop)
    assert result.status == "ok", result.details
    assert result.details.count(" passed") == 6


@pytest.fixture
def compile_over_shared(presenter_tests: CompiledTests, workshop: Workshop, tmp_path: Path) -> Compile:
    """Compiles Kotlin of another module, which sees what is public in the shared one."""
    assert presenter_tests.runtime
    files = workshop.cache.ensure([*kotlin_android.CLASS_PATH, "kotlin-stdlib"])
    class_path = [*map(kotlin_android.class_files, files.values()), presenter_tests.classes, presenter_tests.runtime]
    arguments = ["-cp", os.pathsep.join(map(str, class_path)), "-d", str(tmp_path / "classes")]

    def compile(*sources: Path) -> Compilation:
        return workshop.kotlin().submit("jvm", [*run_android.FLAGS, *arguments, *map(str, sources)]).result()

    return compile


@pytest.mark.slow
def test_the_activity_compiles(compile_over_shared: Compile) -> None:
    activity = sources(APP / "androidApp/src/main")
    done = compile_over_shared(*activity)
    assert activity
    assert done.ok, done.messages


@pytest.mark.slow
def test_ktlint_passes_the_samples() -> None:
    files = [path for suffix in ("kt", "kts") for path in (ROOT / "gradle_samples").rglob(f"*.{suffix}")]
    done = ktlint(files)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    assert files


def swift_files() -> dict[str, Node]:
    return {path.name: swift.parse(path.read_text()) for path in sorted((APP / "iosApp").rglob("*.swift"))}


def text(node: Node) -> str:
    return (node.text or b"").decode()


# Swift's names of what the app holds of the framework, and their classes.
HELD = {"presenter": "SentimentPresenter", "verdict": "Verdict"}


def members(root: Node) -> Iterator[str]:
    """What is taken of them, as Swift names it: ``SentimentPresenter.verdict(text:)``, ``Verdict.detail``."""
    for node in swift.walk(root):
        if node.type == "navigation_expression":
            name = text(node.named_children[0]).removeprefix("self.")
            call = node.parent if node.parent and node.parent.type == "call_expression" else None
            labels = [f"{text(each)}:" for each in swift.walk(call or node) if each.type == "value_argument_label"]
            if name in HELD:
                yield HELD[name] + text(node.named_children[1]) + (f"({''.join(labels)})" if call else "")
        elif node.type == "call_expression" and text(node.named_children[0]) in HELD.values():
            yield f"{text(node.named_children[0])}.init{text(node.named_children[1])}"


def test_swift_parses_and_has_one_entry() -> None:
    entries = [name for name, root in swift_files().items() if any(text(node) == "@main" for node in swift.walk(root))]
    assert entries == ["SentimentApp.swift"]


@pytest.mark.slow
def test_swift_calls_what_the_shared_framework_has(shared: EmittedLibrary, tmp_path: Path) -> None:
    """By the header that Kotlin's compiler writes for it, after compiling the shared module for iOS."""
    seen = {f"{owner}.{name}" for owner, names in swift_view(shared, tmp_path).items() for name in names}
    called = {call for root in swift_files().values() for call in members(root)}
    assert {"SentimentPresenter.init()", "SentimentPresenter.verdict(text:)"} <= called
    assert called <= seen


SENTENCES = ("this product is great!", "it broke on the first day", "ich weiß nicht", "")
# What torch says of the same file.
ORACLE = """\
import sys
from torch.jit.mobile import _load_for_lite_interpreter
model = _load_for_lite_interpreter(sys.argv[1])
for text in sys.argv[2:]:
    label, score, _ = model.run_method("classify", text, 0.5)
    print(f"{score:.6f}  {label:8}  {text}")
"""


def printed(*command: str | Path) -> str:
    done = subprocess.run([sys.executable, *map(str, command)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_jvm_host_prints_what_torch_says() -> None:
    said = printed(ROOT / "gradle_samples/jvm-host/run.py", *SENTENCES)
    assert said == printed("-c", ORACLE, MODEL, *SENTENCES)


@pytest.mark.slow
def test_a_program_that_does_not_fit_the_library_is_one_error(tmp_path: Path) -> None:
    program = tmp_path / "Main.kt"
    internal = "com.example.sentimentclassifier.torch.deepEquals"
    program.write_text(f"import {internal}\n\nfun main() = println(deepEquals(1, 1))\n")
    with pytest.raises(KmpgenError, match=r"KMP422.*Main\.kt:1:.*deepEquals"):
        run_program(LIBRARY, [program], "MainKt", [])


@pytest.mark.slow
def test_a_program_that_fails_ends(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Though a thread of torch's classes is alive, which would keep the JVM."""
    program = tmp_path / "Main.kt"
    program.write_text(
        "import com.example.sentimentclassifier.SentimentClassifier\n\n"
        'fun main(arguments: Array<String>) { SentimentClassifier.load(arguments[0]); error("on purpose") }\n'
    )
    assert run_program(LIBRARY, [program], "MainKt", [str(MODEL)]) == 1
    assert "IllegalStateException: on purpose" in capfd.readouterr().err
