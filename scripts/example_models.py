"""Makes the models of ``examples/models/`` and their recordings again, with kmpgen's own commands:

    pip install -e '.[torch]' -r examples/models/requirements.txt
    python scripts/example_models.py [NAME...]

A folder NAME has ``model.py`` with ``build()``, ``examples.py`` and ``metadata.toml``; ``NAME.ptl`` and ``NAME.parity``
come of them. Weights are random from a fixed seed. With other versions than those required nothing is made.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "examples" / "models"
REQUIREMENTS = MODELS / "requirements.txt"
OPTIONS = {
    "deeplab": ("--freeze",),
    "matcher": ("--trace",),
    "mobilenet": ("--freeze",),
}
"""What `kmpgen export` is told beside model, examples and metadata, by the folder's name."""
MOST_BYTES = 2_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    names = sorted(path.parent.name for path in MODELS.glob("*/model.py"))
    parser.add_argument("name", nargs="*", choices=[*names, []], help="a folder of examples/models; left out: all")
    chosen = parser.parse_args().name or names
    _refuse_other_versions()
    for name in chosen:
        _make(name)


def _refuse_other_versions() -> None:
    wrong = []
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        package, _, wanted = line.partition("==")
        if not wanted:
            continue
        try:
            found = metadata.version(package).partition("+")[0]
        except metadata.PackageNotFoundError:
            found = "none"
        if found != wanted:
            wrong.append(f"{package} {wanted} is wanted, {found} is there")
    if wrong:
        sys.exit("\n".join([*wrong, f"pip install -e '.[torch]' -r {REQUIREMENTS.relative_to(ROOT)}"]))


def _make(name: str) -> None:
    """The commands run in the model's own folder, as its README shows them."""
    model = f"{name}.ptl"
    examples = ("--examples", "examples.py")
    stated = ("--metadata", "metadata.toml")
    _kmpgen(name, "export", "model.py:build", "-o", model, *examples, *stated, *OPTIONS.get(name, ()))
    _kmpgen(name, "record", model, *examples)
    size = (MODELS / name / model).stat().st_size
    if size > MOST_BYTES:
        sys.exit(f"{name}: {size:,} bytes are too many for this repository: {MOST_BYTES:,} at most")


def _kmpgen(name: str, *words: str) -> None:
    print(f"{name}$ kmpgen {' '.join(words)}", flush=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "kmpgen", *words], cwd=MODELS / name, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{name}: not made")


if __name__ == "__main__":
    main()
