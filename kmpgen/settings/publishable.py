"""Whether a library can be published with its settings: all that is missing, said at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from kmpgen.config import Config, Publishing
from kmpgen.doctoring.matrix import too_old_to_publish
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.nearest import nearest
from kmpgen.printable import HIDDEN

LICENSES = ("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "ISC", "MIT", "MPL-2.0", "Unlicense")
"""Those whose texts are among the templates: `macros/licenses`."""

_FORGE = re.compile(
    r"(https://(?:github\.com|bitbucket\.org|codeberg\.org))/([^/]+)/([^/]+?)(?:\.git)?(?:/.*)?"
    # Groups within groups; a page of a repository comes after `/-/`.
    r"|(https://gitlab\.com)/((?!-/|groups/)[^/]+(?:/(?!-/)[^/]+)*)/(?!-/)([^/]+?)(?:\.git)?/?(?:/-/.*)?"
)


def forge_repository(url: str | None) -> tuple[str, str, str] | None:
    """Forge, owner and name of the Git repository that ``url`` is, or is a page of."""
    found = _FORGE.fullmatch(url or "")
    if not found:
        return None
    forge, owner, name = (text for text in found.groups() if text is not None)
    return forge, owner, name


def shown(text: str | None) -> str:
    """What readers see of it: nothing, where all of it is hidden."""
    return "".join(char for char in text or "" if char == " " or unicodedata.category(char) not in HIDDEN).strip()


def developer(publishing: Publishing) -> str | None:
    """Who made it, as said or as the project's page tells."""
    repository = forge_repository(publishing.url)
    return shown(publishing.developer) or (repository[1].partition("/")[0] if repository else None)


def check(config: Config) -> None:
    """Raises KmpgenError (exit code 2): KMP613 naming all that is missing, KMP614 where the licence's text is."""
    publishing = config.publishing
    if publishing is None:
        return
    problems = []
    if missing := dict(_missing(config, publishing)):
        *most, last = missing
        message = f"publishing lacks {', '.join(most)} and {last}" if most else f"publishing lacks {last}"
        problems.append(Diagnostic("KMP613", message, f"set {'; '.join(missing.values())}", _where(config)))
    if publishing.license_file and not _is_text(publishing.license_file):
        message = f"the licence's text cannot be read: {publishing.license_file}"
        hint = "license_file names a text file in UTF-8, relative to the folder of this file"
        problems.append(Diagnostic("KMP614", message, hint, _where(config, "license_file")))
    if problems:
        raise KmpgenError(problems, exit_code=2)


def warnings(config: Config) -> Iterator[Diagnostic]:
    """KMP615 for each version that what is emitted does not build with."""
    for key, message, hint in too_old_to_publish(config):
        yield Diagnostic("KMP615", message, hint, _where(config, key, table="versions"), "warning")


def _missing(config: Config, publishing: Publishing) -> Iterator[tuple[str, str]]:
    """What is missing, and how it is set: in `kmpgen.toml` where there is one, else by options."""
    in_file = config.origin is not None
    if not publishing.license:
        yield "a license", 'license = "Apache-2.0", or another SPDX id' if in_file else "--license Apache-2.0"
    elif publishing.license not in LICENSES and not publishing.license_file:
        meant = nearest(publishing.license, LICENSES)
        did = f"license = '{meant}', if that is meant, or " if meant else ""
        yield f"the text of '{publishing.license}'", f'{did}license_file = "LICENSE" in [publishing]'
    if not publishing.url:
        yield "a url", 'url = "https://..."' if in_file else "--url https://..."
    if not config.group and (config.package or "com.example.").startswith("com.example."):
        said_there = in_file and not config.runtime_only  # [library] is that of the facades
        yield "a group", 'group = "com.acme" in [library]' if said_there else "--group com.acme"
    if not developer(publishing):
        yield "a developer", 'developer = "Acme Ltd"' if in_file else "--developer 'Acme Ltd'"
    if publishing.ci and not publishing.repository:
        yield "a repository", 'repository = "central"' if in_file else "--repository central"
    if publishing.repository == "central":
        yield from _central(publishing)


def _central(publishing: Publishing) -> Iterator[tuple[str, str]]:
    """What Maven Central asks for beside."""
    if publishing.url and not publishing.scm and not forge_repository(publishing.url):
        yield "an scm", 'scm = "https://...", the Git repository, in [publishing]'
    if publishing.license and publishing.license not in LICENSES and not publishing.license_url:
        yield "a license_url", 'license_url = "https://..." in [publishing]'


def _where(config: Config, *keys: str, table: str = "publishing") -> Where:
    if not config.origin:
        return Where()
    from kmpgen.settings.settingsfile import line_of  # with what reads TOML, which most builds need not

    return line_of(config.origin, table, *keys)


def _is_text(path: Path) -> bool:
    try:
        return bool(path.read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return False
