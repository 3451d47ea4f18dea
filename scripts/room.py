"""Whether disks have the room that a command needs: ``room.py FOLDER=GIGABYTES...``; a line on stderr and 2 where not.

What several folders need of one disk adds up. A folder need not be there yet.
"""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

GIGABYTE = 1000**3


def missing(needs: Mapping[Path, float]) -> list[str]:
    """A line for each disk that has less free than its folders need, in gigabytes."""
    disks: dict[int, list[Path]] = defaultdict(list)
    for folder in needs:
        disks[_there(folder).stat().st_dev].append(folder)
    lines = []
    for folders in disks.values():
        needed, free = sum(needs[folder] for folder in folders), _free(folders[0])
        if free < needed:
            each = ", ".join(f"{folder} {needs[folder]:g}" for folder in folders)
            lines.append(f"{free:.1f} GB are free on the disk of {folders[0]}, {needed:g} are needed there: {each}")
    return lines


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that there is."""
    absolute = folder.absolute()
    return next(place for place in (absolute, *absolute.parents) if place.exists())


def _free(folder: Path) -> float:
    return shutil.disk_usage(_there(folder)).free / GIGABYTE


def main(words: Sequence[str]) -> int:
    pairs = [word.rpartition("=") for word in words]
    lines = missing({Path(folder): float(size) for folder, _, size in pairs})
    for line in lines:
        print(f"dev: no room: {line} (GB; CONTRIBUTING.md says for what)", file=sys.stderr)
    return 2 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
