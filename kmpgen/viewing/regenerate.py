"""How a library is built again: the command that its README shows."""

from __future__ import annotations

import os
import re
import shlex
from functools import partial
from pathlib import Path

from kmpgen.config import Config
from kmpgen.viewing import naming


def settings_file(config: Config) -> str:
    """The name of the `kmpgen.toml`, for a README; empty where there is none."""
    return naming.comment(config.origin.file.name) if config.origin else ""


def _config_option(config: Config) -> str:
    """Nothing where the file is found by its name."""
    name = settings_file(config)
    if name == "kmpgen.toml":
        return ""
    return f" --config {name if re.fullmatch(r'[A-Za-z0-9][A-Za-z0-9._-]*', name) else 'FILE'}"


def command(config: Config, name: str, package: str) -> str:
    """The `kmpgen build` of these settings, to be run in the folder of the kmpgen.toml where there is one.

    MODEL or MODEL... in it stands for the models' paths; DIR and FILE for what lies outside of that folder.
    """
    options = _options(config)
    if config.runtime_only:
        if config.origin:
            return f"kmpgen build --runtime-only{options}{_config_option(config)}{_output(config, name)}"
        return f"kmpgen build --runtime-only --package {package} --name {name}{options} -o {name}"
    models = "MODEL" if len(config.models) == 1 else "MODEL..."
    if not config.origin:
        return f"kmpgen build {models} --package {package} --name {name}{options} -o {name}"
    from_file = not config.leaves_out and all(model.origin for model in config.models)
    said = "" if from_file else f" {models}"
    return f"kmpgen build{said}{options}{_config_option(config)}{_output(config, name)}"


def is_complete(words: str) -> bool:
    """Whether the command says all: nothing in it stands for a path."""
    return not {"MODEL", "MODEL...", "DIR", "FILE"} & set(shlex.split(words))


def _options(config: Config) -> str:
    """What the file does not say: the options that the build was given, and that change something."""
    base = config.file_settings or Config()
    changed = partial(_changed, config, base)
    named = changed("name", "package") if config.origin else {}  # else they are said in any case
    publishing = _changed(config.publishing, base.publishing, "license", "url", "developer", "repository", "ci")
    options = {**named, **changed("prefix", "group"), **publishing}
    words = "".join(f" --{option} {naming.comment(shlex.quote(text))}" for option, text in options.items())
    if config.templates and config.templates != base.templates:
        words += f" --templates {_path(config, config.templates)}"
    words += "".join(f" --skip {naming.comment(shlex.quote(method))}" for method in config.skip)
    words += " --no-parity" if base.parity and not config.parity else ""
    words += " --no-api-check" if base.check_api and not config.check_api else ""
    return words + ("" if config.bundle is None else " --bundle" if config.bundle else " --no-bundle")


def _changed(settings: object, base: object, *names: str) -> dict[str, str]:
    """Those of the named settings that are set, and otherwise than in ``base``."""
    values = {name: getattr(settings, name, None) for name in names}
    return {name: value for name, value in values.items() if value and value != getattr(base, name, None)}


def _output(config: Config, name: str) -> str:
    """Nothing where the library lies where the file says; there lies the library of all the models of the file."""
    base = config.file_settings
    if not config.origin or base is None:
        return ""
    usual = base.output or config.origin.file.parent / name
    if config.output and os.path.relpath(config.output) != os.path.relpath(usual):
        return f" -o {_path(config, config.output)}"
    return f" -o {name}" if config.leaves_out else ""


def folder(config: Config, name: str) -> str | None:
    """Where the library lies, from the folder of the kmpgen.toml; None where that is elsewhere, or there is none."""
    if not config.origin:
        return None
    return _below(config, config.output) if config.output else name


def shown_folder(config: Config, name: str) -> str:
    """``folder`` where it says nothing to Ruby, Kotlin, a shell and Markdown; else the name."""
    found = folder(config, name) or ""
    return found if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_./-]*", found) else name


def _path(config: Config, path: Path) -> str:
    """From the folder where the command is run; DIR for a path of this machine alone."""
    inside = _below(config, path)
    return naming.comment(shlex.quote(inside)) if inside else "DIR"


def _below(config: Config, path: Path) -> str | None:
    """``path`` from the folder of the kmpgen.toml, or from the current one; None where it does not lie in it."""
    folder = os.path.relpath(path, config.origin.file.parent if config.origin else None).replace(os.sep, "/")
    return None if folder.split("/")[0] == ".." else folder
