"""How long `kmpgen inspect` and `kmpgen build` take as whole processes, as ratios to importing click and jinja2.

The target is 3 at most, for a small model and for a 100 MB one alike: weights are never read for the schema. A library
of 50 models has a target in seconds, 3, since people wait for it.
Ratios, since seconds say more about the machine; rounds are interleaved, so that a busy moment hits all alike.

    python benchmarks/startup.py [MODEL.ptl]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL_MODEL = ROOT / "tests/features/tensor/model.ptl"
BASELINE = "import click, jinja2"
TARGET = 3.0
FEATURES = ROOT / "tests/features"
FIFTY = (
    "tensor",
    "scalars",
    "namedtuple",
    "strings",
    "dict_str",
    "list_nested",
    "optional_tensor",
    "namedtuple_nested",
)
FIFTY_SECONDS = 3.0
WEIGHT_BYTES = 100 * 1024 * 1024


def with_weights(model: Path, enlarged: Path) -> None:
    """Copies a model file member by member, as torch stores them, and adds 100 MB of weights."""
    with zipfile.ZipFile(model) as source, zipfile.ZipFile(enlarged, "w", zipfile.ZIP_STORED) as target:
        for member in source.infolist():
            target.writestr(zipfile.ZipInfo(member.filename), source.read(member))
        root = source.namelist()[0].partition("/")[0]
        with target.open(zipfile.ZipInfo(f"{root}/data/weights"), "w", force_zip64=True) as weights:
            for _ in range(WEIGHT_BYTES // (1 << 20)):
                weights.write(os.urandom(1 << 20))


def seconds(command: list[str]) -> float:
    # As installed: with bytecode on the disk, which the first round writes.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def measure(models: dict[str, Path], rounds: int, output: Path) -> dict[str, list[float]]:
    """Seconds of each round by case. Every `build` makes its library from nothing."""
    commands = {"baseline": [sys.executable, "-c", BASELINE]}
    for size, model in models.items():
        commands[f"inspect, {size}"] = [sys.executable, "-m", "kmpgen", "inspect", str(model)]
        commands[f"build, {size}"] = [sys.executable, "-m", "kmpgen", "build", str(model), "-o", str(output)]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            shutil.rmtree(output, ignore_errors=True)
            taken = seconds(command)
            if number:  # the first round only warms caches
                times[name].append(taken)
    return times


def fifty_models(folder: Path, rounds: int) -> float:
    """Seconds of the quickest build of a library of 50 models."""
    text = '[library]\nname = "models"\noutput = "library"\n'
    for number in range(50):
        shutil.copy(FEATURES / FIFTY[number % len(FIFTY)] / "model.ptl", folder / f"m{number}.ptl")
        text += f'\n[[model]]\npath = "m{number}.ptl"\nclass = "M{number}"\n'
    (folder / "kmpgen.toml").write_text(text)
    taken = []
    for _ in range(rounds):
        shutil.rmtree(folder / "library", ignore_errors=True)
        taken.append(seconds([sys.executable, "-m", "kmpgen", "build", "--config", str(folder / "kmpgen.toml")]))
    return min(taken)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("model", nargs="?", type=Path, default=SMALL_MODEL)
    options.add_argument("--rounds", type=int, default=15)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        large = Path(scratch, "large.ptl")
        with_weights(given.model, large)
        models = {f"{path.stat().st_size / 1000:,.0f} kB": path.resolve() for path in (given.model, large)}
        times = measure(models, given.rounds, Path(scratch, "library"))
        Path(scratch, "many").mkdir()
        many = fifty_models(Path(scratch, "many"), 3)
    base = times.pop("baseline")
    print(f'python -c "{BASELINE}": {min(base):.3f} s at best, {statistics.median(base):.3f} s median = 1')
    worst = 0.0
    for name, taken in times.items():
        best, middle = min(taken) / min(base), statistics.median(taken) / statistics.median(base)
        worst = max(worst, middle)
        print(f"{name:24} {best:5.2f} at best {middle:5.2f} median")
    print(f"target {TARGET:.0f}: {'reached' if worst <= TARGET else 'missed'}")
    verdict = "reached" if many <= FIFTY_SECONDS else "missed"
    print(f"build, 50 models: {many:.2f} s, target {FIFTY_SECONDS:.0f} s: {verdict}")
    return 0 if worst <= TARGET and many <= FIFTY_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
