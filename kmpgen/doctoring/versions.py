"""The versions in the settings, held against the matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kmpgen.config import Config
from kmpgen.doctoring import matrix
from kmpgen.doctoring.finding import Finding
from kmpgen.doctoring.matrix import numbers
from kmpgen.verify.tools import Jdk

READ = "see "


def check(config: Config, jdk: Jdk | None, xcode: str | None) -> Iterator[Finding]:
    """`error` below what a tool takes at all, `warn` above what it was tested with or where the tables end."""
    found = [*_kotlin(config, xcode), *_gradle(config, jdk), *_publishing(config), *_targets(config)]
    if not any(finding.state == "error" for finding in found):
        versions = config.versions
        android = f", Android plugin {versions.agp}" if config.has_android else ""
        together = f"{_named(versions.kotlin)}, Gradle {versions.gradle}{android} go together"
        yield Finding("settings", "versions", "ok", together + (", with the limits below" if found else ""))
    yield from found


def _kotlin(config: Config, xcode: str | None) -> Iterator[Finding]:
    versions = config.versions
    kotlin = numbers(versions.kotlin)
    rows = [row for row in matrix.KOTLIN if numbers(row.versions[0]) <= kotlin]
    if not rows:
        message = f"{versions.kotlin} is older than what the emitted library is compiled with in kmpgen's tests"
        yield Finding("settings", "Kotlin", "warn", message, f"set kotlin to {matrix.KOTLIN[0].versions[0]} or newer")
        return
    row = rows[-1]
    tested = _named(versions.kotlin)
    yield from _within("Gradle", "gradle", versions.gradle, row.gradle, tested)
    if config.has_android:
        yield from _within("Android plugin", "agp", versions.agp, row.agp, tested)
    if xcode and config.ios_targets and _side(xcode, (row.xcode, row.xcode)) == "above":
        message = f"{xcode} is newer than the {row.xcode} that {tested} was tested with"
        yield Finding("settings", "Xcode", "warn", message, f"a newer kotlin may know it: {READ}{matrix.KOTLIN_GUIDE}")


def _named(kotlin: str) -> str:
    """Kotlin 2.4.5; with the last row of the guide where this one came after it was read."""
    last = matrix.KOTLIN[-1].versions
    told = numbers(kotlin) <= numbers(last[1])
    return f"Kotlin {kotlin}" if told else f"Kotlin {kotlin} (by what is said of {'-'.join(last)})"


def _within(name: str, key: str, version: str, limits: tuple[str, str], tested: str) -> Iterator[Finding]:
    side = _side(version, limits)
    what = f"set versions.{key} to one between {limits[0]} and {limits[1]}; {READ}{matrix.KOTLIN_GUIDE}"
    if side == "below":
        yield Finding(
            "settings", name, "error", f"{version} is too old for {tested}, which takes {limits[0]} or newer", what
        )
    elif side == "above":
        message = f"{version} is newer than what {tested} was tested with, {limits[1]}"
        yield Finding("settings", name, "warn", message, f"a newer Kotlin may know it; or {what}")


def _gradle(config: Config, jdk: Jdk | None) -> Iterator[Finding]:
    versions = config.versions
    gradle = numbers(versions.gradle)
    least = [least for first, least in matrix.AGP_GRADLE if numbers(first) <= numbers(versions.agp)]
    if config.has_android and least and gradle < numbers(least[-1]):
        message = (
            f"{versions.gradle} is too old for the Android plugin {versions.agp}, which takes {least[-1]} or newer"
        )
        hint = f"set versions.gradle to {least[-1]}; {READ}{matrix.ANDROID_NOTES}"
        yield Finding("settings", "Gradle", "error", message, hint)
    java = numbers(jdk.version)[0] if jdk else 0
    if java in matrix.JAVA_GRADLE and gradle < numbers(matrix.JAVA_GRADLE[java]):
        message = f"Gradle {versions.gradle} does not run on Java {java}, which is installed here"
        hint = f"run Gradle with JDK 17 (JAVA_HOME), or set versions.gradle to {matrix.JAVA_GRADLE[java]} or newer; "
        yield Finding("settings", "JDK", "warn", message, f"{hint}{READ}{matrix.GRADLE_MATRIX}")
    elif java > max(matrix.JAVA_GRADLE):
        message = (
            f"whether Gradle {versions.gradle} runs on Java {java}, which is installed here, is not known to kmpgen"
        )
        yield Finding("settings", "JDK", "warn", message, f"JDK 17 is safe; {READ}{matrix.GRADLE_MATRIX}")


def _publishing(config: Config) -> Iterator[Finding]:
    for key, message, hint in matrix.too_old_to_publish(config):
        yield Finding("settings", f"publishing, {key}", "error", message, hint)


def _targets(config: Config) -> Iterator[Finding]:
    if "iosX64" in config.targets and numbers(config.versions.kotlin) >= numbers(matrix.X64_OFF):
        message = f"Kotlin supports it no more than as tier 3 from {matrix.X64_OFF} on, and has it off by default"
        yield Finding("settings", "iosX64", "warn", message, "leave it out of targets, unless you build on Intel Macs")


def _side(version: str, limits: tuple[str, str]) -> Literal["below", "within", "above"]:
    """The last one of a table stands for its patches, too: 8.14.3 is 8.14."""
    given, least, last = map(numbers, (version, *limits))
    if given < least:
        return "below"
    return "above" if given[: limits[1].count(".") + 1] > last else "within"
