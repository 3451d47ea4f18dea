"""Fixtures that several test files share. The costly ones are made once a run, on however many workers."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path

import pytest

from kmpgen.cli import main
from kmpgen.verify import HALVES, TierResult, kotlin_android, kotlin_common, verify
from kmpgen.verify.library import EmittedLibrary, open_library
from tests import alike, variants
from tests.feature_models import EMITTED, ROOT

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def kmpgen() -> Run:
    """Runs the command as its users do, in a process of its own: ``kmpgen("build", path, "-o", folder, cwd=...)``."""

    def run(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kmpgen", *map(str, words)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    return run


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a model, as the current folder."""
    (tmp_path / ".git").mkdir()
    shutil.copy(ROOT / "tests/features/tensor/model.ptl", tmp_path / "model.ptl")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each feature's library, by the feature's name, and the variants. For reading: all tests share the folders.

    A feature that does not build is missing, so that it fails its own test and no other's.
    """
    folders = {}
    for feature in EMITTED:
        folder = tmp_path_factory.mktemp(feature.name) / "library"
        said = io.StringIO()  # kept out of the reports of whichever test comes first
        with redirect_stdout(said), redirect_stderr(said), pytest.raises(SystemExit) as end:
            main(["build", *feature.words, "-o", str(folder)])
        if not end.value.code:
            folders[feature.name] = folder
    return folders | dict(variants.make(tmp_path_factory.mktemp("variants")))


@pytest.fixture(scope="session")
def reports(libraries: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, TierResult]]:
    """What the compile tiers say of each library, which takes minutes: for test_features.py alone.

    The iOS half of each is compiled as it is, common code with it; the other tiers compile a runtime once for all that
    have the same.
    """
    said = verify(list(libraries.values()), ("kotlin-ios", "objc"))
    results = {name: {tier.name: tier for tier in report.tiers} for name, report in zip(libraries, said, strict=True)}
    opened = {name: open_library(library) for name, library in libraries.items()}
    for tier, module in {"kotlin-common": kotlin_common, "kotlin-android": kotlin_android}.items():
        whole = {name: library for name, library in opened.items() if _has_half(library, tier)}
        found = alike.check(whole, tmp_path_factory.mktemp(tier), module.check)
        for name in libraries.keys() - found:
            found[name] = verify([libraries[name]], [tier])[0][tier]
        for name, result in found.items():
            results[name][tier] = result
    return results


@pytest.fixture(scope="session")
def oldest_kotlin(libraries: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, TierResult]:
    """What the oldest Kotlin that the emitted text is for says of each library's common and Android halves."""
    opened = {name: open_library(library) for name, library in libraries.items()}
    with_android = {name: library for name, library in opened.items() if _has_half(library, "kotlin-android")}
    folder = tmp_path_factory.mktemp("oldest")
    return alike.check(with_android, folder, partial(kotlin_android.check, kotlin="2.1"))


def _has_half(library: EmittedLibrary, tier: str) -> bool:
    return HALVES.get(tier) is None or HALVES[tier] in library.halves


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"reports", "oldest_kotlin"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
