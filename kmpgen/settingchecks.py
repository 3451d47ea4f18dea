"""Whether a setting's value can be what it is to be: for `kmpgen.toml` and for options alike."""

from __future__ import annotations

import re
from collections.abc import Callable

from kmpgen import naming
from kmpgen.errors import Diagnostic
from kmpgen.printable import printable

# Packages of the languages and platforms: compilers or class loaders keep others out.
_FOREIGN_ROOTS = frozenset({"android", "androidx", "java", "javax", "kotlin", "kotlinx"})


def _is_name(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", text))


def _is_package(text: str) -> bool:
    segments = text.split(".")
    plain = (
        len(segments) > 1
        and segments[0] not in _FOREIGN_ROOTS
        and all(re.fullmatch(r"[a-z][a-z0-9_]*", segment) for segment in segments)
    )
    return plain and naming.PACKAGE_KEYWORDS.isdisjoint(segments)


def _is_prefix(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z][A-Z0-9]{1,9}", text))


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: bool(re.fullmatch(pattern, text))


PACKAGE_HINT = "use two or more lower-case names, no keywords of Kotlin or Java, joined by dots: com.example.sentiment"

# By the setting: its code, what a bad value is not, what to write, and what a good one is.
_CHECKS: dict[str, tuple[str, str, str, Callable[[str], bool]]] = {
    "name": ("KMP110", "library name", "use lower-case words joined by hyphens: sentiment-classifier", _is_name),
    "package": ("KMP111", "Kotlin package", PACKAGE_HINT, _is_package),
    "prefix": ("KMP112", "prefix", "use two to ten capitals and digits: ACME", _is_prefix),
}

OPTIONS = tuple(_CHECKS)


def problem(setting: str, value: object) -> Diagnostic | None:
    """What is wrong with a text that is set, if anything; None, and what is no text, are for others to judge."""
    if not isinstance(value, str) or setting not in _CHECKS:
        return None
    code, what, hint, fits = _CHECKS[setting]
    if fits(value):
        return None
    return Diagnostic(code, f"'{printable(value)}' is no {what}", hint)
