"""The feature folders: one for each row of the type table and each reading feature."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Feature:
    """``tests/features/<name>/``: `model.py`, the file it exports, and what is expected of it."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def model(self) -> Path:
        """The exported file: `model.ptl`, or `model.pt` where the feature is about full TorchScript."""
        return next(path for suffix in ("ptl", "pt") if (path := self.folder / f"model.{suffix}").exists())

    @property
    def words(self) -> list[str]:
        """The model for a `build` command, with the `kmpgen.toml` that stands beside it, if one does."""
        settings = self.folder / "kmpgen.toml"
        return [str(self.model), *(["--config", str(settings)] if settings.exists() else [])]

    @property
    def refused(self) -> bool:
        """Whether the feature is that `build` refuses the model."""
        return self.name.startswith("refused_")


FEATURES = [Feature(path.parent) for path in sorted((ROOT / "tests" / "features").glob("*/model.py"))]
EMITTED = [feature for feature in FEATURES if not feature.refused]
REFUSED = [feature for feature in FEATURES if feature.refused]
PLAIN = next(feature for feature in FEATURES if feature.name == "tensor")  # where any model will do
