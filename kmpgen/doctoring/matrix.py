"""Which versions of Kotlin, Gradle, the Android plugin, Xcode and Java go together, as their makers say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kmpgen.config import Config

Numbers = tuple[int, ...]

KOTLIN_GUIDE = "https://kotlinlang.org/docs/multiplatform/multiplatform-compatibility-guide.html"
ANDROID_NOTES = "https://developer.android.com/build/releases/agp-9-1-0-release-notes"
GRADLE_MATRIX = "https://docs.gradle.org/current/userguide/compatibility.html"


@dataclass(frozen=True)
class Kotlin:
    """A row of KOTLIN_GUIDE: versions of Kotlin, first to last; the least and last of what they were tested with."""

    versions: tuple[str, str]
    gradle: tuple[str, str]
    agp: tuple[str, str]
    xcode: str


# Read in 2026: the rows up to 2.3.0 in a copy of that time, the last one in November.
KOTLIN = (
    Kotlin(("2.1.0", "2.1.10"), ("7.6.3", "8.10"), ("7.4.2", "8.7.2"), "16.0"),
    Kotlin(("2.1.20", "2.1.20"), ("7.6.3", "8.11"), ("7.4.2", "8.7.2"), "16.0"),
    Kotlin(("2.1.21", "2.1.21"), ("7.6.3", "8.12.1"), ("7.3.1", "8.7.2"), "16.3"),
    Kotlin(("2.2.0", "2.2.10"), ("7.6.3", "8.14"), ("7.3.1", "8.10.0"), "16.3"),
    Kotlin(("2.2.20", "2.2.20"), ("7.6.3", "8.14"), ("7.3.1", "8.11.1"), "16.4"),
    Kotlin(("2.2.21", "2.2.21"), ("7.6.3", "8.14"), ("7.3.1", "8.11.1"), "26"),
    Kotlin(("2.3.0", "2.3.0"), ("7.6.3", "9.0.0"), ("8.2.2", "8.13.0"), "26.0"),
    Kotlin(("2.4.0", "2.4.10"), ("7.6.3", "9.5.0"), ("8.5.2", "9.1.0"), "26.4"),
)

# ANDROID_NOTES: the Android plugin from this version on, and the least Gradle that it takes. Earlier ones are left out.
AGP_GRADLE = (("9.1.0", "9.3.1"),)

# GRADLE_MATRIX: the first Gradle that runs on this Java, and the first that no longer runs on any before 17.
JAVA_GRADLE = {
    17: "7.3",
    18: "7.5",
    19: "7.6",
    20: "8.3",
    21: "8.5",
    22: "8.8",
    23: "8.10",
    24: "8.14",
    25: "9.1.0",
    26: "9.4.0",
}

# What a published library takes at least: com.vanniktech.maven.publish 0.36 and 0.37 (by their changelog) take these of
# Gradle and the Android plugin, and Kotlin's own check of the API is written as it is from 2.4 on.
PUBLISHING = {"kotlin": "2.4.0", "gradle": "9.0.0", "agp": "8.13.0"}

# Off unless it is asked for from here on (tier 3).
X64_OFF = "2.4.0"


def too_old_to_publish(config: Config) -> Iterator[tuple[str, str, str]]:
    """Of a library that is published, the version's key, what is wrong with it and what to do."""
    if not config.publishing:
        return
    for key, least in PUBLISHING.items():
        version = getattr(config.versions, key)
        if numbers(version) < numbers(least) and (key != "agp" or config.has_android):
            message = f"{key} {version} is too old for what [publishing] emits, which takes {least} or newer"
            yield key, message, f"set versions.{key} to {least} or newer, or leave [publishing] out"


def numbers(version: str) -> Numbers:
    """(2, 4, 20) of 2.4.20 and of 2.4.20-RC; without zeros at the end, so that 9.1 is 9.1.0."""
    found = [int(part) for part in re.findall(r"\d+", re.split(r"[-+_]", version, maxsplit=1)[0])]
    while len(found) > 1 and found[-1] == 0:
        found.pop()
    return tuple(found)
