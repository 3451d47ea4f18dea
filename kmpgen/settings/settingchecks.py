"""Which texts a setting takes: one pattern each, for `kmpgen.toml`, for its JSON Schema and for options."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kmpgen.errors import Diagnostic
from kmpgen.printable import cut
from kmpgen.viewing import naming


@dataclass(frozen=True)
class Check:
    """``pattern`` matches the whole text, and means the same to Python and to JavaScript."""

    what: str
    pattern: str
    hint: str
    code: str = "KMP604"

    def problem(self, value: str) -> Diagnostic | None:
        if re.fullmatch(self.pattern, value):
            return None
        return Diagnostic(self.code, f"'{cut(value)}' is no {self.what}", self.hint)


# Packages of the languages and platforms: compilers or class loaders keep others out.
_FOREIGN_ROOTS = "|".join(["android", "androidx", "java", "javax", "kotlin", "kotlinx"])
_KEYWORDS = "|".join(sorted(naming.PACKAGE_KEYWORDS))
_KOTLIN_KEYWORDS = "|".join(sorted(naming.KEYWORDS))

LIBRARY_NAME = Check(
    "library name",
    r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
    "use lower-case words joined by hyphens: sentiment-classifier",
    "KMP110",
)
PACKAGE = Check(
    "Kotlin package",
    rf"(?!({_FOREIGN_ROOTS})\.)(?!([^.]*\.)*({_KEYWORDS})(\.|$))[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+",
    "use two or more lower-case names, no keywords of Kotlin or Java, joined by dots: com.example.sentiment",
    "KMP111",
)
PREFIX = Check("prefix", r"[A-Z][A-Z0-9]{1,9}", "use two to ten capitals and digits: ACME", "KMP112")
GROUP = Check("Maven group", r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", "use names joined by dots: com.example.models")
VERSION = Check("version", r"[0-9]+(\.[0-9]+)*([.+-][0-9A-Za-z]+)*", "write it like 1.4.0 or 2.0.0-SNAPSHOT")
SYSTEM_VERSION = Check("version of iOS", r"[0-9]+(\.[0-9]+){0,2}", "write it like 15.0")
POD = Check("name of a pod", r"[A-Za-z0-9][A-Za-z0-9_-]*", "write the pod's name: LibTorch-Lite")
RUNTIME = Check(
    "runtime",
    r"embedded|external:[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*:[A-Za-z0-9_.-]+:[0-9]+(\.[0-9]+)*([.+-][0-9A-Za-z]+)*",
    "write embedded, or external:group:artifact:version",
)
PATH = Check("path", r"[^\x00-\x1f]+", "write a path, relative to the folder of this file")
CLASS_NAME = Check(
    "name of a Kotlin class",
    rf"(?!({_KOTLIN_KEYWORDS})$)[A-Za-z][A-Za-z0-9_]*",
    "use letters, digits and underscores, and no keyword of Kotlin: SentimentClassifier",
)
MEMBER_NAME = Check(
    "name of a Kotlin function or property", r"[a-z][A-Za-z0-9]*", "use camel case, letters and digits: inputIds"
)
TEXT = Check("text of one line", r"(?=.*\S)[^\x00-\x1f\x7f]{1,100}", "say it in at most 100 characters: use classify")

OPTIONS = {"name": LIBRARY_NAME, "package": PACKAGE, "prefix": PREFIX}
"""What command-line options are held to, too."""
