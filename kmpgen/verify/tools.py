"""The user's own programs that `verify` runs: found, never installed."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

MINIMUM_JDK = 17


class MissingTool(Exception):
    """A tier cannot run on this machine. The text is what it `needs`, e.g. `JDK 17`; `how` to get it, where known."""

    def __init__(self, what: str, how: str = "") -> None:
        super().__init__(what)
        self.how = how


Need = Callable[[], object]
"""Finds something that a tier needs, or raises MissingTool."""


def lacking(needs: Sequence[Need]) -> list[MissingTool]:
    """All that this machine has not, each thing once, in order."""
    found: dict[str, MissingTool] = {}
    for need in needs:
        try:
            need()
        except MissingTool as missing:
            found.setdefault(str(missing), missing)
    return list(found.values())


def require(needs: Sequence[Need]) -> None:
    """Raises one MissingTool that names all that is lacking."""
    if missing := lacking(needs):
        raise MissingTool(", ".join(map(str, missing)), "; ".join(dict.fromkeys(each.how for each in missing)))


@dataclass(frozen=True)
class Jdk:
    java: Path
    version: str


def find_jdk() -> Jdk:
    """The JDK of JAVA_HOME, else of the PATH. Raises MissingTool where there is none, or none recent enough."""
    found = []
    for java in _java_candidates():
        version = _java_version(java)
        if version is None:
            continue
        # The compiler host is a Java source file, so a runtime without the Java compiler will not do.
        if _major(version) >= MINIMUM_JDK and (java.resolve().parent / "javac").exists():
            return Jdk(java, version)
        found.append(version)
    what = f"JDK {MINIMUM_JDK}" + (f" (found Java {', '.join(found)})" if found else "")
    raise MissingTool(what, "Debian: apt install openjdk-17-jdk-headless; elsewhere adoptium.net, named by JAVA_HOME")


def find_maven() -> Path:
    """The user's `mvn`. Raises MissingTool."""
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingTool("Maven", "Debian: apt install maven; macOS: brew install maven")
    return Path(maven)


def require_linux() -> None:
    """The pinned Kotlin/Native distribution is built for Linux x86_64. Raises MissingTool elsewhere."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise MissingTool("Linux on x86_64", "run verify in CI, or in a container or virtual machine of that kind")


def _java_candidates() -> list[Path]:
    home = os.environ.get("JAVA_HOME")
    on_path = shutil.which("java")
    candidates = [Path(home, "bin", "java")] if home else []
    return candidates + ([Path(on_path)] if on_path else [])


def _java_version(java: Path) -> str | None:
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r'version "([^"]+)"', done.stderr + done.stdout)
    return match[1] if match else None


def _major(version: str) -> int:
    """17 of 17.0.15, 8 of 1.8.0_402."""
    digits = [int(part) for part in re.findall(r"\d+", version)]
    return digits[1] if digits[0] == 1 and len(digits) > 1 else digits[0]
