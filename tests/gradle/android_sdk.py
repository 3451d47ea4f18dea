"""A stand-in for an Android SDK: enough for the Android plugin to configure a project and compile its Kotlin."""

from __future__ import annotations

import zipfile
from pathlib import Path

API = 36

_PLATFORM = f"""\
Pkg.Desc=Stand-in for the Android SDK platform {API}
Pkg.Revision=1
AndroidVersion.ApiLevel={API}
Layoutlib.Api=15
Layoutlib.Revision=1
Platform.Version=16
"""


def aapt2(sdk: Path) -> Path:
    """Never started, as the libraries have no resources; the real one is published to Google's repository alone."""
    return _build_tools(sdk) / "aapt2"


def write(sdk: Path, android_jar: Path) -> None:
    """One platform with the classes of ``android_jar``, whatever their level, and build tools that never start."""
    platform = sdk / "platforms" / f"android-{API}"
    tools = _build_tools(sdk)
    for folder in (platform, tools):
        folder.mkdir(parents=True)
    (platform / "android.jar").symlink_to(android_jar)
    (platform / "source.properties").write_text(_PLATFORM)
    (platform / "build.prop").write_text(f"ro.build.version.sdk={API}\n")
    (tools / "source.properties").write_text(f"Pkg.Revision={tools.name}\n")
    for tool in ("aapt", "aapt2", "aidl", "dexdump", "split-select", "zipalign"):
        (tools / tool).touch()
    with zipfile.ZipFile(tools / "core-lambda-stubs.jar", "w"):
        pass


def _build_tools(sdk: Path) -> Path:
    return sdk / "build-tools" / f"{API}.0.0"
