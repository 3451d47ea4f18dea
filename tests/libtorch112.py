"""libtorch 1.12.1, the generation of the AAR's own, and what the recorded feature models do there.

It is fetched with pip, once, into kmpgen's cache folder. `./dev python -m tests.libtorch112` rewrites the table.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path

from kmpgen.verify import run_android
from kmpgen.verify.cache import Cache
from kmpgen.verify.host_torch import Torch
from kmpgen.verify.library import open_library
from kmpgen.verify.result import TierResult
from kmpgen.verify.tier import Workshop
from tests.feature_models import EMITTED, ROOT

VERSION = "1.12.1"
# No Python 3.10 is needed: nothing of the wheel but its C++ half is used.
DOWNLOAD = (
    *("download", f"torch=={VERSION}", "--no-deps", "--only-binary=:all:", "--python-version", "310"),
    *("--implementation", "cp", "--abi", "cp310", "--platform", "manylinux1_x86_64"),
)
WHEEL_SHA256 = "9c038662db894a23e49e385df13d47b2a777ffd56d9bcd5b832593fab0a7e286"
KEPT = (
    "torch/include/*",
    *(f"torch/lib/{name}" for name in ("libc10.so", "libtorch_cpu.so", "libgomp-*", "libcudart-*")),
)
_TEMPORARY = re.compile(r"/[^' ]*/kmpgen\d+")
TABLE = ROOT / "tests/runtime/android/libtorch-1.12.1.toml"
HEADING = f"""\
# What each recorded feature model does over libtorch {VERSION}, which is as old as the AAR's native library:
# "runs", or "refused: " and why. A change of it is a change of what users get.
# Rewritten by `./dev python -m tests.libtorch112`.

[features]
"""


def find() -> Torch:
    """Fetches it where it is not there yet: 776 MB, a minute or two."""
    cache = Cache()
    headers = cache.ensure(["pytorch-android-headers"])["pytorch-android-headers"] / "headers"
    place = cache.root / f"libtorch-{VERSION}-{WHEEL_SHA256[:12]}"
    if not place.exists():
        with cache.locked():
            if not place.exists():
                _fetch(cache.root, place)
    return Torch(place / "torch", VERSION, (headers,))


def _fetch(beside: Path, place: Path) -> None:
    """Unpacks next to the final place and renames, so that what is in place is whole."""
    with tempfile.TemporaryDirectory(dir=beside, prefix="stage-") as stage:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-cache-dir"]
        subprocess.run([*pip, *DOWNLOAD, "--dest", stage], check=True)
        (wheel,) = Path(stage).glob("*.whl")
        with wheel.open("rb") as stream:
            digest = sha256()
            while block := stream.read(1 << 20):
                digest.update(block)
        assert digest.hexdigest() == WHEEL_SHA256, f"{wheel.name} is not the file that this was written for"
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if any(fnmatchcase(name, kept) for kept in KEPT)]
            archive.extractall(Path(stage, "unpacked"), names)
        Path(stage, "unpacked").rename(place)


def run(libraries: Mapping[str, Path], *torches: Torch) -> list[dict[str, TierResult]]:
    """For each torch, the results by the names given; compiled once. Libraries without a recording are left out."""
    opened = {name: open_library(folder) for name, folder in libraries.items()}
    recorded = {name: library for name, library in opened.items() if library.common_test}
    with Workshop(run_android.ARTIFACTS) as workshop:
        compiled = run_android.compile_tests(list(recorded.values()), workshop)
        return [dict(zip(recorded, run_android.run(compiled, torch, workshop), strict=True)) for torch in torches]


def entry(result: TierResult) -> str:
    """A result as the table has it: without the names of temporary files."""
    return "runs" if result.status == "ok" else f"refused: {_TEMPORARY.sub('', result.why)}"


def table() -> dict[str, str]:
    """What is expected."""
    features: dict[str, str] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["features"]
    return features


def _rewrite(results: Mapping[str, TierResult]) -> None:
    rows = [f"{name} = {_quoted(entry(result))}" for name, result in sorted(results.items())]
    TABLE.write_text(HEADING + "\n".join(rows) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def main() -> None:
    """Rewrites the table from libraries built anew, in a temporary folder."""
    with tempfile.TemporaryDirectory() as scratch:
        libraries = {}
        for feature in EMITTED:
            folder = Path(scratch, feature.name)
            command = [sys.executable, "-m", "kmpgen", "build", *feature.words, "-o", str(folder)]
            subprocess.run(command, check=True, capture_output=True)
            libraries[feature.name] = folder
        (results,) = run(libraries, find())
        _rewrite(results)


if __name__ == "__main__":
    main()
