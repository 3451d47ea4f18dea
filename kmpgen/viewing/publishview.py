"""What templates see of publishing: names, addresses, and texts of the settings in each language they land in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kmpgen import __version__, config
from kmpgen.config import Config
from kmpgen.settings import publishable
from kmpgen.templating.patterns import pattern_expression
from kmpgen.viewing import naming, regenerate
from kmpgen.viewing.viewdata import Library


@dataclass(frozen=True)
class Text:
    """A text of the settings, as each language spells it."""

    plain: str
    """In a text file."""
    kotlin: str
    """A Kotlin literal, quotes included."""
    ruby: str
    """A Ruby literal, quotes included."""


@dataclass(frozen=True)
class Scm:
    """The Git repository, as a POM tells it."""

    url: str
    """Its page."""
    clone: str
    """What `git clone` takes."""
    connection: str
    """To read."""
    developer_connection: str
    """To write."""


@dataclass(frozen=True)
class Repository:
    """The Maven repository that the library is published to."""

    kind: str
    """``central``, ``github`` or ``other``."""
    name: str
    """In the build script, and in the names of the variables of its credentials."""
    url: str
    """Empty for Maven Central, which its plugin knows."""
    task: str
    """The Gradle task that publishes there."""
    owner: str
    """Of the repository on GitHub, else empty."""


@dataclass(frozen=True)
class Workflow:
    """The release workflow."""

    folder: str
    """The library's, as YAML, from the root of the Git repository: that is taken to be the folder of kmpgen.toml."""
    tags: str
    """A YAML list: those that publish this version, of this library alone where a repository has several."""
    runner: str
    """The machine: macOS where there is an iOS half, which nothing else can build."""
    check: str
    """The `kmpgen build --check` of the library, as YAML; empty where no kmpgen.toml says which models there are."""
    kmpgen: str
    """The version of kmpgen that wrote the library."""
    excluded: tuple[str, ...]
    """Tasks that `gradle check` has to leave out."""


@dataclass(frozen=True)
class Publishing:
    """What a published library says of itself, and where it goes."""

    license: str
    """The SPDX id."""
    license_url: str
    """Its page; empty where it has none."""
    license_template: str
    """The template of its text; empty where a file of the team is that."""
    has_license: bool
    """Whether the library has a LICENSE: ``exclude`` may leave it out."""
    has_notice: bool
    """Whether it has a NOTICE."""
    url: str
    """The project's page."""
    developer: Text
    """Who made it."""
    email: str
    """Theirs; empty where it is not said."""
    copyright: Text
    """Years and holder."""
    description: Text
    """What the library is."""
    scm: Scm | None
    """None where none is known."""
    repository: Repository | None
    """None: this machine alone."""
    workflow: Workflow | None
    """None where none is asked for."""


def make(said: config.Publishing, settings: Config, library: Library, models: Sequence[str]) -> Publishing:
    """``models`` are the names of the public facades. What `publishable` says is missing is empty here."""
    developer = publishable.developer(said) or ""
    license_id = said.license or ""
    has_text = said.license_file is not None
    page = f"https://spdx.org/licenses/{license_id}.html" if license_id in publishable.LICENSES else ""
    return Publishing(
        license=license_id,
        license_url=said.license_url or page,
        license_template="" if has_text else f"macros/licenses/{license_id}.j2",
        has_license=not _is_excluded("LICENSE", settings),
        has_notice=not _is_excluded("NOTICE", settings),
        url=said.url or "",
        developer=_text(developer),
        email=said.email or "",
        copyright=_text(publishable.shown(said.copyright) or developer),
        description=_text(publishable.shown(said.description) or _description(library, models)),
        scm=_scm(said.scm or said.url or "", is_said=said.scm is not None),
        repository=_repository(said.repository),
        workflow=_workflow(settings, library) if said.ci else None,
    )


def _is_excluded(path: str, settings: Config) -> bool:
    return any(pattern_expression(pattern).fullmatch(path) for pattern in settings.exclude)


def _text(text: str) -> Text:
    plain = publishable.shown(text)
    ruby = plain.replace("\\", "\\\\").replace("'", "\\'")
    return Text(plain, naming.kotlin_string(plain), f"'{ruby}'")


def _description(library: Library, models: Sequence[str]) -> str:
    if not models:
        return f"The runtime of typed Kotlin APIs of PyTorch models, for {library.platforms}"
    named = ", ".join(name.strip("`") for name in models)
    which = f"model {named}" if len(models) == 1 else f"models {named}"
    return f"Typed Kotlin API of the PyTorch {which}, for {library.platforms}"


def _scm(url: str, *, is_said: bool) -> Scm | None:
    found = publishable.forge_repository(url)
    if not found:
        clone = url.rstrip("/")
        connection = f"scm:git:{clone}"
        return Scm(clone.removesuffix(".git"), clone, connection, connection) if is_said else None
    forge, owner, name = found
    host = forge.removeprefix("https://")
    page = f"{forge}/{owner}/{name}"
    return Scm(page, f"{page}.git", f"scm:git:{page}.git", f"scm:git:ssh://git@{host}/{owner}/{name}.git")


def _repository(said: str | None) -> Repository | None:
    if said is None:
        return None
    if said == "central":
        return Repository("central", "mavenCentral", "", "publishToMavenCentral", "")
    if said.startswith("github:"):
        place = said.removeprefix("github:")
        task = "publishAllPublicationsToGithubPackagesRepository"
        url = f"https://maven.pkg.github.com/{place}"
        return Repository("github", "githubPackages", url, task, place.partition("/")[0])
    return Repository("other", "remote", said, "publishAllPublicationsToRemoteRepository", "")


def _workflow(settings: Config, library: Library) -> Workflow:
    tests = [f"{target}Test" for target in library.ios_targets if target != "iosArm64"]
    return Workflow(
        folder=_yaml(regenerate.folder(settings, library.name) or "."),
        tags=_tags(library),
        runner="macos-26" if library.ios_targets else "ubuntu-24.04",
        check=_check(settings, library),
        kmpgen=__version__,
        excluded=tuple(tests) if library.has_parity else (),
    )


def _yaml(text: str) -> str:
    """A YAML literal, quotes included, in which GitHub finds no expression."""
    return json.dumps(text.replace("${{", "${{ '${{' }}"), ensure_ascii=False)


def _tags(library: Library) -> str:
    version = library.version.replace("+", "\\+")  # else GitHub takes it for "one or more"
    return json.dumps([f"v{version}", f"{library.name}-v{version}"])


def _check(settings: Config, library: Library) -> str:
    is_reached = settings.origin and regenerate.folder(settings, library.name) is not None
    return _yaml(f"{library.command} --check") if is_reached and regenerate.is_complete(library.command) else ""
