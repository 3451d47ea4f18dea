"""Which texts a setting takes: one pattern each, for `kmpgen.toml`, for its JSON Schema and for options."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.printable import cut
from kmpgen.viewing import naming


@dataclass(frozen=True)
class Check:
    """``pattern`` matches the whole text, and means the same to Python and to JavaScript."""

    what: str
    pattern: str
    hint: str
    code: str = "KMP604"
    may_be_secret: bool = False
    """Whether what does not fit may hold a password: it is not repeated then."""

    def problem(self, value: str) -> Diagnostic | None:
        if re.fullmatch(self.pattern, value):
            return None
        said = "what is set, not repeated lest it holds a password," if self.may_be_secret else f"'{cut(value)}'"
        return Diagnostic(self.code, f"{said} is no {self.what}", self.hint)


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
CHECKSUM = Check("SHA-256 sum", r"[0-9a-f]{64}", "write what `swift package compute-checksum FILE.zip` prints")
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

# Nothing of these says anything to Kotlin, XML, Ruby, YAML or Markdown; and nobody's password is in them.
_HOST = r"https://[A-Za-z0-9.-]+(:[0-9]+)?"
_SEGMENT = r"[A-Za-z0-9._~%+-]+"
_ADDRESS = rf"{_HOST}(/{_SEGMENT})*/?"
_NO_SECRETS = "without user, password, `?` and `#`; credentials come from the environment when it is published"
URL = Check(
    "address of a page", _ADDRESS, f"write it like https://github.com/acme/models, {_NO_SECRETS}", "KMP604", True
)
REPOSITORY = Check(
    "Maven repository",
    rf"central|github:[A-Za-z0-9-]+/(?!\.{{1,2}}$)[A-Za-z0-9._-]+|{_ADDRESS}",
    f"write central, github:owner/repository, or an https:// address, {_NO_SECRETS}",
    may_be_secret=True,
)
# SwiftPM takes zips alone. The wrapper has its own folder, `ios`, and its own target, after which none may be called.
XCFRAMEWORK = Check(
    "xcframework",
    rf"{_HOST}(/{_SEGMENT})+\.zip"
    r"|(?!/)(?!ios/)(?!(.*/)?\.\.?/)(?!(.*/)?[A-Z0-9]+LibTorchWrapper\.)[A-Za-z0-9._/+-]+\.xcframework",
    "write the https:// address of a .zip, without user, password, `?` and `#`, or a path below the library's folder, "
    "but not below ios/: Frameworks/LibTorchLite.xcframework",
    may_be_secret=True,
)
LICENSE = Check(
    "SPDX id of a licence", r"[A-Za-z0-9][A-Za-z0-9.+-]*", "write it like Apache-2.0, MIT or LicenseRef-Acme"
)
EMAIL = Check("e-mail address", r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "write it like models@acme.com")
LINE = Check("text of one line", r"(?=.*\S)[^\x00-\x1f\x7f]{1,300}", "say it in one line of at most 300 characters")

OPTIONS = {"name": LIBRARY_NAME, "package": PACKAGE, "prefix": PREFIX, "group": GROUP}
"""What command-line options are held to, too."""
PUBLISHING = {"license": LICENSE, "url": URL, "developer": LINE, "repository": REPOSITORY}
"""So are these, of publishing."""


def check_all(given: Iterable[tuple[Check, str | None]]) -> None:
    """Raises KmpgenError (exit code 2) of all that does not fit, at once; None is nothing to check."""
    problems = [problem for check, text in given if text is not None and (problem := check.problem(text))]
    if problems:
        raise KmpgenError(problems, exit_code=2)
