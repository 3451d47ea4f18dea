"""Runs a Gradle build in a JVM of its own, with the real Gradle engine and the real plugins.

result = engine.run(project, "compileAndroidMain")
result.exit_code, result.output
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kmpgen.verify.tools import find_jdk
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


@dataclass(frozen=True)
class Result:
    exit_code: int
    output: str


def run(project: Path, *arguments: str, timeout: float = 1200) -> Result:
    """Runs ``gradle ARGUMENTS`` in ``project``, a folder that the build may write into.

    The first run on a machine downloads the plugins. Raises subprocess.TimeoutExpired after ``timeout`` seconds.
    """
    distribution = prepare()
    with tempfile.TemporaryDirectory() as scratch:
        completed = subprocess.run(
            _command(distribution, Path(scratch), arguments),
            cwd=project,
            env=_environment(distribution),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )
    return Result(completed.returncode, completed.stdout)


def _command(distribution: Distribution, scratch: Path, arguments: tuple[str, ...]) -> list[str]:
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
        "--console=plain",
        "--no-build-cache",
        f"--init-script={HERE / 'init.gradle'}",
        *(f"-P{name}={value}" for name, value in _PROPERTIES.items()),
        *arguments,
    ]


def _environment(distribution: Distribution) -> dict[str, str]:
    cache = cache_folder()
    return os.environ | {
        "KONAN_DATA_DIR": str(cache / "konan"),
        "ANDROID_HOME": str(distribution.android_sdk),
        "ANDROID_USER_HOME": str(cache / "android-user-home"),
    }
