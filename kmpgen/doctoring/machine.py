"""What is installed, and which tiers of `verify` can run: all asked of the finders that `verify` uses."""

from __future__ import annotations

import functools
import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from kmpgen.doctoring.finding import Finding
from kmpgen.verify import ONLY_BY_NAME, RUN_TIERS, TIERS, gnustep, gradle, libclang, module_of
from kmpgen.verify.cache import Cache
from kmpgen.verify.host_torch import find_cxx, find_torch
from kmpgen.verify.linux_programs import find_llvm
from kmpgen.verify.maven import megabytes
from kmpgen.verify.tools import Jdk, MissingTool, find_jdk, find_maven, lacking

SECONDS = 60


def tools(jdk: Jdk | None) -> Iterator[Finding]:
    """A finding a tool. `jdk` is what `find_jdk` found."""
    yield _tool("JDK", lambda: jdk.version if jdk else find_jdk().version)
    yield from _java_home(jdk)
    yield _tool("Maven", lambda: str(find_maven()))
    yield _tool("C++ compiler", lambda: find_cxx().version)
    yield _tool("clang and lld", _llvm)
    yield _tool(
        "GNUstep", lambda: ", ".join(f"{name} {version}" for name, version in gnustep.require().versions.items())
    )
    yield _tool("libclang", libclang.version)
    yield _tool("torch", lambda: find_torch().version)
    yield _tool("Gradle", lambda: gradle.installed().version)
    if platform.system() == "Darwin":
        yield _tool("Xcode", xcode)
        yield _tool("CocoaPods", _cocoapods)


def tiers() -> Iterator[Finding]:
    """For each tier of `verify` whether it can run here; else all that it lacks."""
    cache = Cache()
    ask = functools.cache(lambda need: lacking([need]))  # tiers have most needs in common
    for name in TIERS:
        tier = module_of(name)
        to_fetch = cache.lacks(tier.ARTIFACTS)
        missing = [each for need in (*tier.NEEDS, *([find_maven] if to_fetch else [])) for each in ask(need)]
        if missing:
            hint = "; ".join(dict.fromkeys(each.how for each in missing if each.how))
            yield Finding("tiers", name, "missing", f"lacks {', '.join(map(str, missing))}", hint)
            continue
        notes = ["runs what was recorded (kmpgen record)"] if name in RUN_TIERS else []
        notes += [f"only by --tier {name}"] if name in ONLY_BY_NAME else []
        if to_fetch:
            size = sum({artifact.sha256: artifact.size for artifact in to_fetch}.values())
            notes.append(f"fetches {megabytes(size)} the first time")
        yield Finding("tiers", name, "ok", ", ".join(["can run", *notes]))


def found_jdk() -> Jdk | None:
    try:
        return find_jdk()
    except MissingTool:
        return None


def xcode() -> str:
    """The version of Xcode, e.g. `26.4`. Raises MissingTool."""
    said = _said("xcodebuild", "-version").split()
    if len(said) < 2:
        raise MissingTool("Xcode", "install it from the App Store, then: sudo xcode-select -s /Applications/Xcode.app")
    return said[1]


def _tool(name: str, version: Callable[[], str]) -> Finding:
    try:
        return Finding("tools", name, "ok", version())
    except MissingTool as missing:
        message = "not found" if str(missing) == name else f"not found: {missing}"
        return Finding("tools", name, "missing", message, missing.how)


def _java_home(jdk: Jdk | None) -> Iterator[Finding]:
    """JAVA_HOME goes before the PATH, for Gradle too, which stops where it names no JDK."""
    home = os.environ.get("JAVA_HOME")
    if not home or (jdk and jdk.java == Path(home, "bin", "java")):
        return
    instead = f"; verify uses {jdk.java}, of the PATH" if jdk else ""
    message = f"{home} holds no usable JDK{instead}"
    yield Finding(
        "tools", "JAVA_HOME", "warn", message, "Gradle would use it: name a JDK of version 17 or newer, or unset it"
    )


def _llvm() -> str:
    llvm = find_llvm()
    return f"{llvm.version}, {llvm.linker}"


def _cocoapods() -> str:
    version = _said("pod", "--version").strip()
    if not version:
        raise MissingTool("CocoaPods", "brew install cocoapods; a Swift package needs none")
    return version


def _said(*command: str) -> str:
    program = shutil.which(command[0])
    if program is None:
        return ""
    try:
        done = subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
