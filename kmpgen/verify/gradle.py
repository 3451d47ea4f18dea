"""Tier `gradle`, only by `--tier`: an installed Gradle takes the library, configures all targets, builds what it can.

It runs the library's own build scripts, on a copy; so does every build of the library. Not proven by it: what the host
cannot build (iOS needs macOS, Android an SDK; the result says which), publishing, and that an app links the result.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.result import TierResult
from kmpgen.verify.tier import Workshop
from kmpgen.verify.tools import MissingTool, Need, find_jdk, require

NAME = "gradle"
ARTIFACTS: tuple[str, ...] = ()

# What builds leave in a library's own folder, and what no build reads.
_NOT_COPIED = {"build", ".gradle", ".kotlin", ".git"}
_WRAPPER = Path("gradle/wrapper/gradle-wrapper.jar")
_TASK = re.compile(r"^> Task :(?:[\w.-]+:)*(\w+)(?: ([A-Z-]+))?$", re.MULTILINE)
_PLUGIN_WANTS = re.compile(r"Minimum supported Gradle version is ([\d.]+\d)")
_WRONG = re.compile(r"\* What went wrong:\n(.+(?:\n> .+)?)")


@dataclass(frozen=True)
class Gradle:
    """How to start it, without arguments, and what it says that it is."""

    command: tuple[str, ...]
    version: str
    java: str


def installed() -> Gradle:
    """The `gradle` of the PATH. Raises MissingTool where there is none, or none that starts."""
    program = shutil.which("gradle")
    if program is None:
        raise MissingTool("Gradle", "gradle.org/install, once: `gradle wrapper` in the library gives it a ./gradlew")
    return _asked((program,), Path.cwd())


NEEDS: tuple[Need, ...] = (find_jdk, installed)


def check(libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[TierResult]:
    return [_check(library, workshop, number) for number, library in enumerate(libraries)]


def _check(library: EmittedLibrary, workshop: Workshop, number: int) -> TierResult:
    folder = workshop.folder("gradle", str(number))
    try:
        project = _copy(library.root, folder / "library")
        runtime = _copy(library.runtime.root, folder / "runtime") if library.runtime else None
    except shutil.Error as error:
        file, _, why = error.args[0][0]
        return TierResult(NAME, "failed", library.relative(f"{file} cannot be copied: {why}"))
    gradle = _of(project)
    workshop.progress(f"gradle: building a copy of {library.root.name} with Gradle {gradle.version}")
    arguments = ["--no-daemon", "--console=plain", *_tasks(library)]
    if runtime:
        arguments.append(f"--include-build={runtime}")
    done = _run((*gradle.command, *arguments), project)
    versions = {"gradle": gradle.version, "gradle-jdk": gradle.java, **_plugins(project)}
    details = done.stdout.strip()
    for root in (project, folder):
        details = details.replace(f"file://{root}/", "").replace(f"{root}/", "")
    if done.returncode:
        return TierResult(NAME, "failed", _reason(details, gradle, project), details, versions)
    return TierResult(NAME, "ok", "; ".join(_left_out(library, details)), details, versions)


def _copy(root: Path, copy: Path) -> Path:
    def ignore(folder: str, names: list[str]) -> set[str]:
        return _NOT_COPIED.intersection(names) if Path(folder) == root else set()

    shutil.copytree(root, copy, symlinks=True, ignore=ignore)
    return copy


def _of(project: Path) -> Gradle:
    """The wrapper's Gradle where the library has one, as builds of it would use; else the installed one."""
    if (project / _WRAPPER).is_file():
        java = str(find_jdk().java)
        return _asked((java, "-cp", str(project / _WRAPPER), "org.gradle.wrapper.GradleWrapperMain"), project)
    require(NEEDS)
    return installed()


def _asked(command: tuple[str, ...], folder: Path) -> Gradle:
    said = _run((*command, "--version"), folder)
    version = re.search(r"^Gradle (\S+)$", said.stdout, re.MULTILINE)
    java = re.search(r"^(?:Launcher )?JVM: +(\S+)", said.stdout, re.MULTILINE)
    if said.returncode or version is None:
        lines = said.stdout.strip().splitlines() or [f"exit code {said.returncode}"]
        raise MissingTool(f"a Gradle that starts ({' '.join(command)} --version: {lines[-1]})")
    return Gradle(command, version[1], java[1] if java else "unknown")


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Output and errors in one, as Gradle's users read them."""
    try:
        return subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 1, f"cannot be started: {error.strerror or error}")


def _tasks(library: EmittedLibrary) -> list[str]:
    """All that there is; without an SDK, all but Android. Gradle itself skips what the host cannot compile."""
    if "Android" not in library.halves or _has_sdk(library.root):
        return ["assemble"]
    if "iOS" not in library.halves:
        return ["help"]  # configures; the common code is compiled with Android's
    ios = [f"compileKotlin{target[0].upper()}{target[1:]}" for target in library.targets if target != "android"]
    return ["compileCommonMainKotlinMetadata", *ios]


def _has_sdk(root: Path) -> bool:
    """Where the Android plugin looks, too."""
    named = [os.environ.get(name) for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT")]
    properties = root / "local.properties"
    written = properties.is_file() and re.search(r"^\s*sdk\.dir\s*=", properties.read_text("latin-1"), re.MULTILINE)
    return any(folder and Path(folder).is_dir() for folder in named) or bool(written)


def _plugins(project: Path) -> dict[str, str]:
    """The versions of the plugins, as the emitted catalog has them."""
    try:
        versions = tomllib.loads((project / "gradle/libs.versions.toml").read_text())["versions"]
    except (OSError, KeyError, ValueError):
        return {}  # a team's templates may have no catalog
    known = {"kotlin": "kotlin-gradle-plugin", "agp": "android-gradle-plugin"}
    return {name: str(versions[key]) for key, name in known.items() if key in versions}


def _left_out(library: EmittedLibrary, output: str) -> Iterator[str]:
    """What was configured, but not compiled."""
    outcomes: Mapping[str, str] = dict(_TASK.findall(output))
    compiled = {task for task, outcome in outcomes.items() if outcome != "SKIPPED"}
    if "Android" in library.halves and "compileAndroidMain" not in compiled:
        yield "Android configured, not compiled: needs an Android SDK (ANDROID_HOME)"
    if "iOS" in library.halves and not any(task.startswith("compileKotlinIos") for task in compiled):
        yield "iOS configured, not compiled: needs macOS"


def _reason(output: str, gradle: Gradle, project: Path) -> str:
    """The first error of a compiler; else which Gradle is needed, where this one is too old; else what Gradle says."""
    for line in output.splitlines():
        if line.startswith("e: "):
            return line.removeprefix("e: ")
    needed = _PLUGIN_WANTS.search(output.partition("What went wrong:")[2])
    if needed and _numbers(gradle.version) < _numbers(needed[1]):
        return f"Gradle {gradle.version} is too old: the Android plugin takes {needed[1]} or newer"
    wrong = _WRONG.search(output)
    said = " ".join(wrong[1].split()) if wrong else output.splitlines()[-1] if output else "Gradle gave no reason"
    own = _wrapper_version(project)
    if own and _numbers(gradle.version) < _numbers(own):
        return f"Gradle {gradle.version} is older than this library's wrapper ({own}), and failed: {said}"
    return said


def _wrapper_version(project: Path) -> str | None:
    try:
        properties = (project / _WRAPPER.with_suffix(".properties")).read_text("latin-1")
    except OSError:
        return None
    found = re.search(r"gradle-([\d.]+\d)-(?:bin|all)\.zip", properties)
    return found[1] if found else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version.split("-")[0])))
