"""The emitted text passes the linters of its languages unchanged: nobody who adopts it has to format it first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kmpgen.verify.cache import Cache
from kmpgen.verify.tools import find_jdk
from tests.feature_models import PLAIN

pytestmark = pytest.mark.slow
# Between them they have every file that metadata asks for.
WITH_METADATA = ("metadata_guards", "metadata_images", "metadata_labels")


def facades(library: Path) -> list[Path]:
    """The Kotlin files that differ from model to model."""
    return [path for path in library.glob("src/**/*.kt") if "torch" not in path.parts]


def ktlint(files: list[Path]) -> subprocess.CompletedProcess[str]:
    """Judges the files by the .editorconfig that stands at the top of each one's library."""
    jar = Cache().ensure(["ktlint"])["ktlint"]
    # One broken template shows up in every library: a few findings say enough.
    command: list[str | Path] = [find_jdk().java, "-jar", jar, "--limit=20", *files]
    return subprocess.run(command, capture_output=True, text=True)


def test_ktlint_passes_every_facade_and_whole_libraries(libraries: dict[str, Path]) -> None:
    wholes = [libraries[PLAIN.name], *(libraries[name] for name in WITH_METADATA)]
    files = {path for library in libraries.values() for path in facades(library)}
    files.update(path for whole in wholes for suffix in ("kt", "kts") for path in whole.rglob(f"*.{suffix}"))
    files.update(libraries["every_setting"].glob("*.kts"))  # it is published
    done = ktlint(sorted(files))
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr  # finding no files is only a warning


def test_clang_format_passes_the_pod(libraries: dict[str, Path]) -> None:
    clang_format = Path(sys.executable).with_name("clang-format")
    library = libraries[PLAIN.name]
    sources = [path for path in (library / "ios").rglob("*") if path.suffix in {".h", ".hpp", ".m", ".cpp"}]
    done = subprocess.run([clang_format, "--dry-run", "-Werror", *sources], cwd=library, capture_output=True, text=True)
    assert sources
    assert done.returncode == 0, done.stderr


def test_ruby_parses_every_podspec(libraries: dict[str, Path]) -> None:
    with_ios = [library for library in libraries.values() if (library / "ios").is_dir()]
    podspecs = [path for library in with_ios for path in library.glob("*.podspec")]
    done = subprocess.run(["ruby", "-wc", *podspecs], capture_output=True, text=True)
    assert len(podspecs) == len(with_ios) > 1
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
