"""Rewrites what the repository holds of kmpgen's output: ``generated/`` and the features' facades and refusals.

    python scripts/expected.py

Review the difference as you would review a change of the emitted library, for that is what it is.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import expected


def main() -> None:
    for path, text in expected.feature_files().items():
        path.write_text(text, "utf-8")
    shutil.rmtree(expected.SAMPLE, ignore_errors=True)
    for name, content in expected.sample().items():
        path = expected.SAMPLE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
