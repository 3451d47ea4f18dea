"""Runs a Gradle build in a JVM of its own, with the real Gradle engine and the real plugins.

result = engine.run(project, "compileAndroidMain")
result.exit_code, result.output

As a program, `python -m tests.gradle.engine ARGUMENTS`, it is a `gradle` for the current folder,
with the Android SDK of the environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kmpgen.verify.tools import find_jdk
from tests.gradle import android_sdk
from tests.gradle.distribution import HERE, Distribution, cache_folder, prepare

# Gradle opens these to itself with a start script that the engine does not have.
_OPENED = [
    "java.base/java.lang",
    "java.base/java.lang.invoke",
    "java.base/java.net",
    "java.base/java.nio.charset",
    "java.base/java.util",
    "java.base/java.util.concurrent.atomic",
    "java.prefs/java.util.prefs",
    "java.xml/javax.xml.namespace",
]

_PROPERTIES = {
    # What this engine and this machine cannot do, so that every warning left is about the project.
    "android.overrideVersionCheck": "true",
    "kotlin.native.enableKlibsCrossCompilation": "false",
    "kotlin.native.ignoreDisabledTargets": "true",
    "kotlin.suppressGradlePluginWarnings": "DeprecatedGradleVersionWarning",
    # One build in a fresh process: nothing to install, nothing to keep for the next.
    "android.builder.sdkDownload": "false",
    "kotlin.compiler.execution.strategy": "in-process",
    "kotlin.incremental": "false",
}

# What plugins keep between builds, in the engine's own cache.
_FOLDERS = {"KONAN_DATA_DIR": "konan", "ANDROID_USER_HOME": "android-user-home"}


@dataclass(frozen=True)
class Result:
    exit_code: int
    output: str


def run(project: Path, *arguments: str, timeout: float = 1200) -> Result:
    """Runs ``gradle ARGUMENTS`` in ``project``, a folder that the build may write into.

    The first run on a machine downloads the plugins. Raises subprocess.TimeoutExpired after ``timeout`` seconds.
    """
    sdk = {"ANDROID_HOME": str(prepare().android_sdk)}
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    completed = _started(project, ["--console=plain", *arguments], os.environ | sdk, timeout=timeout, **output)
    return Result(completed.returncode, completed.stdout)


def _started(
    project: Path, arguments: Sequence[str], environment: Mapping[str, str], **settings: Any
) -> subprocess.CompletedProcess[str]:
    distribution = prepare()
    folders = {name: str(cache_folder() / folder) for name, folder in _FOLDERS.items()}
    with tempfile.TemporaryDirectory() as scratch:
        command = _command(distribution, Path(scratch), arguments)
        return subprocess.run(command, cwd=project, env={**environment, **folders}, text=True, check=False, **settings)


def _command(distribution: Distribution, scratch: Path, arguments: Sequence[str]) -> list[str]:
    return [
        str(find_jdk().java),
        "-Xmx3g",
        "-XX:MaxMetaspaceSize=1g",
        *(
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=256m",
        ),  # a short life: start fast, with room for all code
        *(f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED),
        f"-Djava.io.tmpdir={scratch}",
        f"-Duser.home={cache_folder() / 'home'}",
        f"-Dgradle.user.home={cache_folder() / 'user-home'}",
        f"-Dkmpgen.scriptCompiler={distribution.script_compiler}",
        "-cp",
        os.pathsep.join(map(str, distribution.class_path)),
        "kmpgen.gradle.BuildLauncher",
        "--no-build-cache",
        f"--init-script={HERE / 'init.gradle'}",
        *(f"-P{name}={value}" for name, value in _PROPERTIES.items()),
        f"-Pandroid.aapt2FromMavenOverride={android_sdk.aapt2(distribution.android_sdk)}",
        *arguments,
    ]


if __name__ == "__main__":
    sys.exit(_started(Path.cwd(), sys.argv[1:], os.environ).returncode)
