"""The paths that templates stand for: tokens put in, none outside the library, no two alike, some excluded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kmpgen.config import Config
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.nearest import nearest
from kmpgen.templating.layers import Template
from kmpgen.templating.patterns import pattern_expression
from kmpgen.viewing.naming import respell
from kmpgen.viewing.viewdata import Library, View

if TYPE_CHECKING:
    from kmpgen.viewing.publishview import Publishing

TOKENS = ("__package__", "__Model__", "__Class__")
# Written beside what templates give: the lock, and the folder of an update under way.
_KEPT = ("kmpgen.lock", ".kmpgen")


@dataclass(frozen=True)
class Emitted:
    """A file to be: its path in the library and the template it comes from, for a model or class where it is theirs."""

    path: str
    template: Template
    variables: Mapping[str, object]
    """What the template sees beside the view: the ``model`` or the ``cls`` that it is a file of."""
    is_wanted: bool
    """False for tests of what was not recorded, a check that is switched off, and a half that is no target."""


def emitted(templates: Iterable[Template], view: View, also: Iterable[Emitted] = ()) -> list[Emitted]:
    """The files that ``templates`` stand for, beside those that are there ``also``.

    Paths that can't be are errors, all of them at once.
    """
    problems: list[Diagnostic] = []
    files: list[Emitted] = []
    for template in templates:
        if template.is_team and (found := _problem(template)):
            problems.append(found)
        else:
            files += _expand(template, view)
    problems += _clashes([*also, *(file for file in files if file.is_wanted)])
    if problems:
        raise KmpgenError(problems)
    return files


def _expand(template: Template, view: View) -> Iterator[Emitted]:
    path = respell(template.target, view.native.prefix).replace("__package__", view.library.package.replace(".", "/"))
    tests = re.match(r"src/\w+Test/", path) and not template.is_added  # a team may have tests that need no recording
    is_off = ("/torch/check/" in path and not view.library.checks_api) or not _has_half(path, view.library)
    is_off = is_off or not _has_part(template.target, view) or not _is_published(template, view)
    if "__Class__" in path:
        for cls in view.classes:
            own = path.replace("__Class__", cls.name.strip("`"))
            yield Emitted(own, template, {"cls": cls}, not is_off and (not tests or view.library.has_parity))
    elif "__Model__" in path:
        for model in view.models:
            own = path.replace("__Model__", model.name.strip("`"))
            yield Emitted(own, template, {"model": model}, not is_off and (not tests or model.parity is not None))
    else:
        yield Emitted(path, template, {}, not is_off and (not tests or view.library.has_parity))


# What one half of the library alone needs.
_ANDROID = re.compile(r"src/android\w*/|consumer-rules\.pro$")
_IOS = re.compile(r"src/(ios|nativeInterop)\w*/|ios/|[^/]+\.podspec$|Package\.swift$")


def _has_half(path: str, library: Library) -> bool:
    return not ((_ANDROID.match(path) and not library.has_android) or (_IOS.match(path) and not library.ios_targets))


# The runtime: what the facades stand on, and all that is native. DeepValues is internal, so it goes with the facades.
_RUNTIME = re.compile(
    r"src/\w+Main/kotlin/__package__/torch/(?!DeepValues\.kt)|src/nativeInterop/|ios/"
    r"|src/androidMain/AndroidManifest\.xml"
    r"|[^/]+\.podspec$|Package\.swift$|consumer-rules\.pro$"
)
# What only models need that a library brings.
_BUNDLING = re.compile(
    r"src/\w+Main/kotlin/__package__/torch/(BundledModel|TorchContext|AssetCopies)\.|src/androidMain/AndroidManifest\.xml"
)
_FACADES = re.compile(r"src/\w+Main/kotlin/__package__/torch/DeepValues\.kt")

_SWIFT = "src/iosMain/kotlin/__package__/__Model__.ios.kt"


# What only a published library has, and of what it is.
_PUBLISHED: Mapping[str, Callable[[Publishing], bool]] = {
    "LICENSE": lambda publishing: bool(publishing.license_template),
    "NOTICE": lambda publishing: True,
    ".github/workflows/publish.yml": lambda publishing: publishing.workflow is not None,
}

_OWN = "src/commonMain/kotlin/__package__/torch/"
# What metadata asks for.
_ASKED_FOR: Mapping[str, Callable[[Library], bool]] = {
    f"{_OWN}MethodGuard.kt": lambda library: library.has_guards,
    f"{_OWN}Labels.kt": lambda library: library.has_labels,
    f"{_OWN}ImageInput.kt": lambda library: library.has_image_inputs,
    f"{_OWN}ImageOutput.kt": lambda library: library.has_image_outputs,
    f"{_OWN}Pixels.kt": lambda library: library.has_images,
    "src/androidMain/kotlin/__package__/torch/Pixels.android.kt": lambda library: library.has_images,
    "src/iosMain/kotlin/__package__/torch/Pixels.ios.kt": lambda library: library.has_images,
    "src/iosMain/kotlin/__package__/torch/UIImage.ios.kt": lambda library: library.has_images,
}


def _has_part(target: str, view: View) -> bool:
    """Whether the library has the part, facades or runtime, that a template belongs to."""
    if _BUNDLING.match(target) and not view.library.bundles:
        return False
    if target in _ASKED_FOR:  # goes with the facades, wherever the runtime is
        return _ASKED_FOR[target](view.library)
    if _RUNTIME.match(target):
        return view.runtime.is_embedded
    if target == _SWIFT:
        return view.library.has_swift
    return bool(view.models) or not _FACADES.match(target)


def _is_published(template: Template, view: View) -> bool:
    """False for what only a published library has, where this is none; a team's own file for the path always is."""
    wanted = _PUBLISHED.get(template.target)
    if wanted is None or (view.publishing and wanted(view.publishing)):
        return True
    if not template.is_team:
        return False
    from kmpgen.templating.blocks import extended  # for teams' templates alone

    return extended(template.file.read_bytes().decode("utf-8", "replace")) is None


def _problem(template: Template) -> Diagnostic | None:
    """What is wrong with the path of a team's template."""
    parts = PurePosixPath(template.path).parts
    where = Where(str(template.file))
    if any(char in "\\:" or unicodedata.category(char) == "Cc" for char in template.path):
        message = "a path of some systems only: it has a backslash, a colon or a control character"
        return Diagnostic("KMP207", message, "rename it", where)
    if parts[0].casefold().startswith(_KEPT):
        return Diagnostic("KMP207", f"kmpgen keeps '{parts[0]}' for itself", "rename it", where)
    for part in parts:
        if "__package__" in part and part != "__package__":
            hint = "give it a folder of its own: .../__package__/File.kt"
            return Diagnostic("KMP207", "__package__ stands for several folders", hint, where)
        for word in re.findall(r"__[A-Za-z]+__", part):
            if word not in TOKENS and (meant := nearest(word, TOKENS)):
                hint = f"write {meant}; the tokens are {', '.join(TOKENS)}"
                return Diagnostic("KMP207", f"'{word}' in the path is no token", hint, where)
    return None


def _key(path: str) -> str:
    """What two paths have in common that some file systems take for one."""
    return unicodedata.normalize("NFC", path).casefold()


def _clashes(files: Sequence[Emitted]) -> Iterator[Diagnostic]:
    taken: dict[str, Emitted] = {}
    for file in files:
        other = taken.setdefault(_key(file.path), file)
        if other is not file:
            yield _clash(file, other, "would be written twice, or differ only in case")
    for file in files:
        for folder in accumulate(_key(file.path).split("/")[:-1], "{}/{}".format):
            if found := taken.get(folder):
                yield _clash(file, found, "lies in what another template makes a file")


def _clash(file: Emitted, other: Emitted, what: str) -> Diagnostic:
    team, second = (file, other) if file.template.is_team else (other, file)
    origin = second.template.file if second.template.is_team else "kmpgen"
    hint = f"rename or remove it: '{second.path}' comes from {origin}"
    return Diagnostic("KMP208", f"'{team.path}' {what}", hint, Where(str(team.template.file)))


def excluded(config: Config, paths: Sequence[str], package: str) -> frozenset[str]:
    """The paths that patterns of ``exclude`` leave out; one that fits none is an error, KMP209.

    A pattern is a path of the emitted library or a folder of it, in which ``*`` and ``?`` stand for characters of a
    name and ``**`` for any folders; ``__package__`` may be written for the package's folders.
    """
    left_out: set[str] = set()
    problems: list[Diagnostic] = []
    for pattern in config.exclude:
        expression = pattern_expression(pattern.replace("__package__", package.replace(".", "/")))
        found = [path for path in paths if expression.fullmatch(path)]
        left_out.update(found)
        if not found:
            meant = nearest(pattern, paths)
            hint = f"did you mean '{meant}'?" if meant else "`kmpgen templates list` names what is emitted"
            problems.append(
                Diagnostic("KMP209", f"exclude: no file '{pattern}' is emitted", hint, exclude_line(config))
            )
    if problems:
        raise KmpgenError(problems)
    return frozenset(left_out)


def exclude_line(config: Config) -> Where:
    """Where `exclude` is set."""
    if not config.origin:
        return Where()
    from kmpgen.settings.settingsfile import line_of  # with what reads TOML, which most builds need not

    return line_of(config.origin, "library", "exclude")
