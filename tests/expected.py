"""What the repository holds of kmpgen's output: expected facades and refusals, and the sample in ``generated/``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from kmpgen.build import Built, build
from kmpgen.cli import main
from kmpgen.config import Config
from kmpgen.settings.settingsfile import read_settings
from tests.feature_models import EMITTED, REFUSED, ROOT, Feature

REWRITE = "run: python scripts/expected.py"

SAMPLE_MODEL = ROOT / "generated" / "sentiment" / "sentiment.ptl"
SAMPLE = ROOT / "generated" / "sentiment-classifier"


@cache
def _built(feature: Feature) -> Built:
    settings = feature.folder / "kmpgen.toml"
    return build([feature.model], read_settings(settings) if settings.exists() else Config())


def facade(feature: Feature) -> str:
    """The Kotlin facade alone: the runtime's text is the same for all models and stands in ``generated/``."""
    built = _built(feature)
    name = f"src/commonMain/kotlin/{built.view.library.package.replace('.', '/')}/{built.view.models[0].name}.kt"
    return built.files[name].decode()


def refusal(feature: Feature) -> str:
    """What `build` says of a model that it refuses, and with which exit code."""
    with TemporaryDirectory() as folder:
        output = Path(folder) / "library"
        result = CliRunner().invoke(main, ["build", str(feature.model), "-o", str(output)])
        written = "something" if output.exists() else "nothing"
    return f"{result.output}exit {result.exit_code}, written: {written}\n"


def sample() -> dict[str, bytes]:
    return build([SAMPLE_MODEL], Config()).files


def warnings(feature: Feature) -> str:
    """What `build` warns of."""
    shown = [
        f"{d.level}[{d.code}]: {d.message}\n  where: {d.where}\n  hint: {d.hint}\n" for d in _built(feature).warnings
    ]
    return "".join(shown)


def feature_files() -> dict[Path, str]:
    """Each feature's expectation: ``facade.kt`` and, where `build` warns, ``warnings.txt``; or ``refused.txt``."""
    emitted = {feature.folder / "facade.kt": facade(feature) for feature in EMITTED}
    emitted |= {feature.folder / "warnings.txt": text for feature in EMITTED if (text := warnings(feature))}
    return emitted | {feature.folder / "refused.txt": refusal(feature) for feature in REFUSED}
