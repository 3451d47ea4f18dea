"""How a library is built again: the command that its README shows."""

from __future__ import annotations

import re
import shlex

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
    """The `kmpgen build` of these settings; MODEL or MODEL... in it stands for the models' paths."""
    if config.runtime_only:
        if config.origin:
            return f"kmpgen build --runtime-only{_config_option(config)}"
        return f"kmpgen build --runtime-only --package {package} --name {name}{_kept_options(config)} -o {name}"
    if config.origin and not config.leaves_out and all(model.origin for model in config.models):
        return f"kmpgen build{_config_option(config)}"
    models = "MODEL" if len(config.models) == 1 else "MODEL..."
    if config.origin:
        output = f" -o {name}" if config.leaves_out else ""  # where the file says lies the library of all its models
        return f"kmpgen build {models}{_config_option(config)}{output}"
    skip = "".join(f" --skip {method}" for method in config.skip)
    unchecked = "" if config.check_api else " --no-api-check"
    unchecked += "" if config.check_runtime else " --no-runtime-check"
    unchecked += "" if config.metadata else " --no-metadata"
    bundle = "" if config.bundle is None else " --bundle" if config.bundle else " --no-bundle"
    return f"kmpgen build {models} --package {package} --name {name}{_kept_options(config)}{skip}{unchecked}{bundle} -o {name}"


def _kept_options(config: Config) -> str:
    """The prefix, the group and what is said of publishing."""
    names = ("license", "url", "developer", "repository", "ci")
    given = {name: getattr(config.publishing, name) for name in names} if config.publishing else {}
    prefix = None if config.prefix == naming.DEFAULT_PREFIX else config.prefix
    options = {"prefix": prefix, "group": config.group, **given}
    return "".join(f" --{name} {naming.comment(shlex.quote(text))}" for name, text in options.items() if text)
