"""The compilers' classes as a JVM lays them out in memory, kept in the cache folder: later JVMs start with them.

Saves about a fifth of what it takes to compile one library. The JVM itself judges an archive: one of another version,
of other jars or a damaged one is passed over.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from kmpgen.cachefolder import cache_folder
from kmpgen.verify.tools import Jdk


class ClassArchive:
    """That of one JDK and class path: used where it is there, else written by a JVM that ends as it should."""

    def __init__(self, jdk: Jdk, class_path: Sequence[Path]) -> None:
        key = "\0".join([str(jdk.java), jdk.version, *map(str, class_path)])
        self.file = cache_folder() / f"classes-{sha256(key.encode()).hexdigest()[:16]}.jsa"
        self._written = self.file.with_name(f"{self.file.name}.{uuid4().hex}")
        self._possible = bool(class_path) and os.pathsep not in str(self.file)  # the JVM takes that for two files

    def flags(self) -> list[str]:
        """What the JVM is started with."""
        if not self._possible:
            return []
        there = self.file.is_file()
        return [f"-XX:SharedArchiveFile={self.file}" if there else f"-XX:ArchiveClassesAtExit={self._written}"]

    def keep(self, whole: bool) -> None:
        """Once the JVM has ended: puts into place what it wrote, or drops what is not `whole`."""
        with suppress(OSError):  # the cache may be full or read-only: the next JVM starts as this one did
            if whole and self._written.stat().st_size:
                self._written.rename(self.file)
            else:
                self._written.unlink(missing_ok=True)
