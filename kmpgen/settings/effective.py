"""Which settings hold: finds `kmpgen.toml`, and lets the command line win over it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kmpgen.config import Config, ModelSettings, Publishing
from kmpgen.errors import Diagnostic, KmpgenError, Where

FILE = "kmpgen.toml"


def find() -> Path | None:
    """The nearest `kmpgen.toml`: in the current folder, or above it up to the repository's root or the home folder.

    A folder that anybody may write in, as /tmp is, ends the search: what lies there may be anybody's.
    """
    here, home = Path.cwd(), Path.home()
    for folder in (here, *here.parents):
        if folder != here and _is_anybodys(folder):
            return None
        if os.path.lexists(folder / FILE):
            return Path(os.path.relpath(folder / FILE))
        if folder == home or (folder / ".git").exists():
            return None
    return None


def _is_anybodys(folder: Path) -> bool:
    try:
        mode = folder.stat().st_mode
    except OSError:
        return True
    return bool(mode & stat.S_ISVTX and mode & stat.S_IWOTH)


def of_file(file: Path | None) -> Config:
    """The file's settings, those of the `kmpgen.toml` that is found (None), or the defaults. Raises KmpgenError."""
    file = file or find()
    if file is None:
        return Config()
    from kmpgen.settings.settingsfile import read_settings

    return read_settings(file)


def settle(file: Path | None, models: Sequence[Path], options: dict[str, Any]) -> tuple[Config, tuple[Diagnostic, ...]]:
    """Defaults, then the file's settings (None: of the file that is found, if any), then `options` that are not None;
    and what to warn of.

    ``publishing`` among the options has those of its table. Raises KmpgenError (exit code 2): KMP600 to KMP605 for a
    bad file, KMP609 and KMP611 where there is no model, KMP613 and KMP614 where publishing lacks something, and KMP110
    to KMP112.
    """
    said = of_file(file)
    publishing = options.pop("publishing", {})
    if options.get("runtime_only"):
        said = _of_runtime(said)
        config = _changed(_with_publishing(said, publishing), options)
        return replace(config, file_settings=said), _check_publishing(config)
    config = replace(_changed(_with_publishing(said, publishing), options), file_settings=said)
    warnings: tuple[Diagnostic, ...] = ()
    if models:
        chosen = tuple(config.settings_of(path) for path in models)
        left_out = [model for model in config.models if model not in chosen]
        if left_out and not options.get("output"):
            warnings = (_built_without(left_out, config),)
        config = replace(config, models=chosen, leaves_out=bool(left_out))
    if not config.models:
        raise KmpgenError(_no_models(config), exit_code=2)
    if missing := list(_missing(config, options.get("templates") is None)):
        raise KmpgenError(missing, exit_code=2)
    return config, (*warnings, *_check_publishing(config))


def _changed(config: Config, options: dict[str, Any]) -> Config:
    return replace(config, **{name: value for name, value in options.items() if value is not None})


def _with_publishing(config: Config, options: dict[str, Any]) -> Config:
    """One option asks for publishing, as the table of the file does."""
    said = {name: value for name, value in options.items() if value is not None}
    return replace(config, publishing=replace(config.publishing or Publishing(), **said)) if said else config


def _check_publishing(config: Config) -> tuple[Diagnostic, ...]:
    """What to warn of. Raises KmpgenError."""
    if not config.publishing:
        return ()
    from kmpgen.settings import publishable  # most libraries are not published

    publishable.check(config)
    return tuple(publishable.warnings(config))


def _built_without(left_out: Sequence[ModelSettings], config: Config) -> Diagnostic:
    """The file's library, built of other models than the file says: few mean that."""
    message = f"the library is built without {', '.join(model.path.name for model in left_out)}"
    hint = "leave MODEL out to build all that the file names, or build elsewhere: -o DIR"
    where = Where(str(config.origin.file) if config.origin else None)
    return Diagnostic("KMP612", message, hint, where, "warning")


def _of_runtime(config: Config) -> Config:
    """Settings of a library of the runtime alone: that which facades with these settings stand on.

    What the file says of the facades' library (its name, its folder, its models...) is not said of this one.
    """
    torch = ("libtorch_pod", "libtorch_xcframework", "libtorch_checksum")
    shared = ("prefix", *torch, "targets", "templates", "versions", "check_api", "origin")
    kept = Config(**{name: getattr(config, name) for name in shared})
    if config.publishing:
        kept = replace(kept, publishing=replace(config.publishing, description=None))
    if config.runtime is None:
        return kept
    return replace(
        kept,
        name=config.runtime.artifact,
        package=config.runtime_package or config.runtime.usual_package,
        group=config.runtime.group,
        version=config.runtime.version,
    )


def _no_models(config: Config) -> Diagnostic:
    if config.origin:
        return Diagnostic(
            "KMP609", f"no model: {config.origin.file} names none", "add a [[model]] with a path, or name a MODEL"
        )
    return Diagnostic("KMP609", f"no model, and no {FILE} that names one", "name a MODEL, or write a file: kmpgen init")


def _missing(config: Config, also_templates: bool) -> Iterator[Diagnostic]:
    """What the file names and is not there: models, and the templates unless an option names them."""
    from_file = [(model.path, model.origin) for model in config.models if model.origin and not model.path.exists()]
    lacks_templates = bool(also_templates and config.origin and config.templates and not config.templates.is_dir())
    if not from_file and not lacks_templates:
        return
    from kmpgen.settings.settingsfile import line_of

    hint = "the path is relative to the folder of this file"
    if lacks_templates and config.origin:
        where = line_of(config.origin, "library", "templates")
        yield Diagnostic("KMP210", f"no such folder of templates: {config.templates}", hint, where)
    for path, origin in from_file:
        yield Diagnostic("KMP611", f"no such model: {path}", hint, line_of(origin, "path"))


def output_folder(config: Config, name: str) -> Path:
    """Where the library goes: where it is said, or a folder of its name, beside the `kmpgen.toml` if there is one."""
    beside = config.origin.file.parent if config.origin else Path()
    return config.output or beside / name
