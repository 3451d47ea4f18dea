"""Reads `kmpgen.toml`: TOML → `Config`. Everything that is wrong with it is said at once, each with its line."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kmpgen.config import Config, ExternalRuntime, MethodSettings, ModelSettings, Origin, Publishing, Versions
from kmpgen.errors import Diagnostic, Keys, KmpgenError, Problem, Where
from kmpgen.nearest import nearest
from kmpgen.printable import cut, described
from kmpgen.settings import settingchecks as checks
from kmpgen.settings import settingkeys
from kmpgen.settings.settingkeys import Key, Table
from kmpgen.settings.settinglines import Lines

MOST_BYTES = 1 << 20
LONGEST_MEANT = 10**9
"""A whole number further from 0 is not a text that somebody forgot the quotes of."""


def read_settings(file: Path) -> Config:
    """Raises KmpgenError (exit code 2): KMP600 unreadable, KMP601 no TOML, KMP602 to KMP605 and KMP110 to KMP112."""
    text = _text(file)
    said = parsed(file, text)
    problems = list(_problems(said))
    if problems:
        raise KmpgenError(place(file, text, problems), exit_code=2)
    return _config(file, said)


def place(file: Path, text: str, problems: list[Problem]) -> list[Diagnostic]:
    """The problems with their lines, in the order of the file."""
    lines = Lines(text)
    placed = [(lines.of(problem.keys), problem) for problem in problems]
    placed.sort(key=lambda pair: pair[0])
    return [
        Diagnostic(problem.code, problem.message, problem.hint, Where(f"{file}:{line}")) for line, problem in placed
    ]


def line_of(origin: Origin, *keys: str | int) -> Where:
    """Where a setting stands that turned out not to fit the model."""
    return Where(f"{origin.file}:{Lines(_text(origin.file)).of((*origin.keys, *keys))}")


def _text(file: Path) -> str:
    where = Where(str(file))
    if file.is_symlink() and not file.exists():
        message, hint = "it is a link that leads nowhere", "mend the link, or remove it"
        raise KmpgenError(Diagnostic("KMP600", message, hint, where), 2)
    if not file.exists():
        raise KmpgenError(Diagnostic("KMP600", "no such file", "check the path, or write one: kmpgen init", where), 2)
    if not file.is_file():
        raise KmpgenError(Diagnostic("KMP600", "it is no file", "name a TOML file", where), 2)
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        message = f"it cannot be read: {error.strerror or error}"
        raise KmpgenError(Diagnostic("KMP600", message, "check its permissions", where), 2) from error
    if len(content) > MOST_BYTES:
        raise KmpgenError(
            Diagnostic("KMP600", "it is larger than 1 MiB", "settings are short: is it another file?", where), 2
        )
    return decoded(file, content)


def decoded(file: Path, content: bytes, code: str = "KMP601", exit_code: int = 2) -> str:
    """The text of a TOML file. Raises KmpgenError with that code, at the line."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        where = Where(f"{file}:{line}")
        raise KmpgenError(
            Diagnostic(code, "it is not UTF-8 text", "save the file as UTF-8", where), exit_code
        ) from error


def parsed(file: Path, text: str, code: str = "KMP601", exit_code: int = 2) -> dict[str, Any]:
    """What a TOML text says. Raises KmpgenError with that code, at the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, line = _told(error, text)
    except RecursionError:
        message, line = "it nests too deeply", 1
    except ValueError:
        message, line = "a number has too many digits", _line_of_many_digits(text)
    hint = 'TOML is written `key = "text"`, below a [table]: see https://toml.io'
    raise KmpgenError(Diagnostic(code, f"no TOML: {message}", hint, Where(f"{file}:{line}")), exit_code)


def _line_of_many_digits(text: str) -> int:
    """Of the first number that Python refuses to read."""
    found = re.search(rf"\b[0-9][0-9_]{{{sys.get_int_max_str_digits()},}}", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _told(error: tomllib.TOMLDecodeError, text: str) -> tuple[str, int]:
    """What tomllib says, and the line of which it says it."""
    message = str(error)
    found = re.fullmatch(r"(.*) \((?:at line (\d+), column \d+|at end of document)\)", message, re.DOTALL)
    if not found:
        return message, 1
    said = found[1][:1].lower() + found[1][1:]
    return said, int(found[2]) if found[2] else max(1, len(text.splitlines()))


_KIND_NAMES = {
    "text": "a text",
    "integer": "a whole number",
    "switch": "true or false",
    "texts": "a list of texts",
    "names": "a table of texts",
}


def _problems(said: dict[str, Any]) -> Iterator[Problem]:
    tables = {
        "library": settingkeys.LIBRARY,
        "publishing": settingkeys.PUBLISHING,
        "versions": settingkeys.VERSIONS,
    }
    yield from _sdks(said.get("versions"))
    yield from _runtime_package(said.get("library"))
    yield from _checksum(said.get("library"))
    for name, value in said.items():
        if name in tables:
            yield from _table(tables[name], (name,), value)
        elif name == "model":
            yield from _models(value)
        else:
            yield _unknown(
                (name,), "table" if isinstance(value, dict | list) else "key", [*tables, "model"], _home(name)
            )


def _sdks(said: object) -> Iterator[Problem]:
    """Android's two numbers have to fit each other."""
    if isinstance(said, dict):
        least, compiled = said.get("min_sdk", Versions.min_sdk), said.get("compile_sdk", Versions.compile_sdk)
        if isinstance(least, int) and isinstance(compiled, int) and least > compiled:
            key = "min_sdk" if "min_sdk" in said else "compile_sdk"
            hint = "an app compiles against its least API or a newer one"
            yield Problem(
                ("versions", key),
                "KMP604",
                f"min_sdk {described(least)} is above compile_sdk {described(compiled)}",
                hint,
            )


def _runtime_package(said: object) -> Iterator[Problem]:
    """An external runtime has a package, by its coordinates or because it is said; an embedded one the library's."""
    if not isinstance(said, dict):
        return
    runtime, is_said = said.get("runtime", "embedded"), "runtime_package" in said
    if not isinstance(runtime, str) or checks.RUNTIME.problem(runtime):
        return
    if runtime == "embedded" and is_said:
        message = "runtime_package is of an external runtime, and this library has its own"
        hint = 'set runtime = "external:group:artifact:version", or leave runtime_package out'
        yield Problem(("library", "runtime_package"), "KMP604", message, hint)
    if runtime == "embedded" or is_said:
        return
    if found := checks.PACKAGE.problem(_external(runtime).usual_package):
        hint = "say which package the runtime is in: runtime_package"
        yield Problem(("library", "runtime"), found.code, found.message, hint)


def _checksum(said: object) -> Iterator[Problem]:
    """Swift takes no zip from the network without its checksum, and nothing else has one."""
    if not isinstance(said, dict):
        return
    xcframework = str(said.get("libtorch_xcframework", ""))
    is_zip = xcframework.startswith("https://")
    if is_zip and checks.XCFRAMEWORK.problem(xcframework):
        return
    if is_zip and "libtorch_checksum" not in said:
        hint = "add libtorch_checksum, as `swift package compute-checksum FILE.zip` prints it"
        yield Problem(("library", "libtorch_xcframework"), "KMP604", "libtorch_xcframework has no checksum", hint)
    sum_is_sound = not checks.CHECKSUM.problem(str(said.get("libtorch_checksum", "")))
    if not is_zip and sum_is_sound:
        message = "libtorch_checksum is that of a zip, and libtorch_xcframework names none"
        hint = "set libtorch_xcframework to the https:// address of the zip, or leave libtorch_checksum out"
        yield Problem(("library", "libtorch_checksum"), "KMP604", message, hint)


def _external(runtime: str) -> ExternalRuntime:
    return ExternalRuntime(*runtime.split(":")[1:])


def _home(name: str) -> str:
    """The tables that have the key, or one much like it, where a file has it elsewhere."""
    near = nearest(_spelled(name), dict.fromkeys(key.name for table in settingkeys.TABLES for key in table.keys))
    homes = [table.header for table in settingkeys.TABLES if near and table.key(near)]
    return f"'{near}' stands in {' or '.join(homes)}" if homes else ""


def _models(value: object) -> Iterator[Problem]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        yield Problem(
            ("model",), "KMP603", "'model' is a list of tables", "write [[model]] for each, with two brackets"
        )
        return
    first: dict[str, int] = {}
    for index, item in enumerate(value):
        yield from _model(("model", index), item)
        path = item.get("path")
        if isinstance(path, str) and first.setdefault(str(Path(path)), index) != index:
            yield Problem(
                ("model", index, "path"),
                "KMP604",
                f"'{cut(path)}' is named twice",
                "put its settings into one [[model]]",
            )


def _model(keys: Keys, value: dict[str, Any]) -> Iterator[Problem]:
    inner = {"methods", "fields"}
    yield from _table(settingkeys.MODEL, keys, {name: item for name, item in value.items() if name not in inner}, inner)
    for name in sorted(inner & set(value)):
        tables = value[name]
        if not isinstance(tables, dict):
            hint = f"write [model.{name}.NAME], with a table for each"
            yield Problem((*keys, name), "KMP603", f"'{name}' is a table of tables", hint)
            continue
        for owner, table in tables.items():
            place = (*keys, name, owner)
            if name == "methods":
                yield from _table(settingkeys.METHOD, place, table)
            else:
                yield from _values(settingkeys.PROPERTIES, place, table)


def _table(table: Table, keys: Keys, value: object, more: set[str] | None = None) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(keys, "KMP603", f"'{keys[-1]}' is a table", f"write {table.header} on a line of its own")
        return
    for name, item in value.items():
        key = table.key(name)
        if key is None and table is settingkeys.PUBLISHING and _SECRET.search(name):
            hint = "remove it here; the emitted README says which variables of the environment hold credentials"
            yield Problem((*keys, name), "KMP602", f"'{cut(name)}' is no setting: credentials are never stored", hint)
        elif key is None:
            known = [*(key.name for key in table.keys), *sorted(more or ())]
            yield _unknown((*keys, name), "key", known, _home(name) or f"{table.header} has {', '.join(known)}")
        else:
            yield from _values(key, (*keys, name), item)
    for key in table.keys:
        if key.required and key.name not in value:
            yield Problem(keys, "KMP605", f"{table.header} has no {key.name}", f"add {key.name} = {key.example}")


# Keys that nobody should have written down.
_SECRET = re.compile("pass|token|secret|user|key|credential|sign", re.IGNORECASE)


def _unknown(keys: Keys, what: str, known: list[str], otherwise: str) -> Problem:
    name = str(keys[-1])
    near = nearest(_spelled(name), known)
    hint = f"did you mean '{near}'?" if near else otherwise or f"there are {', '.join(known)}"
    return Problem(keys, "KMP602", f"unknown {what} '{cut(name)}'", hint)


def _spelled(name: str) -> str:
    """As keys are: ``min-sdk`` and ``minSdk`` mean ``min_sdk``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|-", "_", name)


def _values(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
    """What is wrong with a key's value: its type, or the texts inside."""
    right = {
        "text": isinstance(value, str),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "switch": isinstance(value, bool),
        "texts": isinstance(value, list) and all(isinstance(item, str) for item in value),
        "names": isinstance(value, dict) and all(isinstance(item, str) for item in value.values()),
    }[key.kind]
    if not right:
        yield from _wrong_type(key, keys, value)
    elif isinstance(value, dict):
        for name, text in value.items():
            yield from _text_problem(key, (*keys, name), text)
    elif isinstance(value, list):
        seen: set[str] = set()
        for index, text in enumerate(value):
            yield from _text_problem(key, (*keys, index), text)
            if text in seen:
                yield Problem((*keys, index), "KMP604", f"'{cut(text)}' is named twice", "once is enough")
            seen.add(text)
        if not value and key.not_empty:
            yield Problem(
                keys, "KMP604", f"'{key.name}' is empty", f"name one at least, or leave it out: {key.default}"
            )
    elif isinstance(value, str):
        yield from _text_problem(key, keys, value)
    elif isinstance(value, int):
        yield from _out_of_bounds(key, keys, value)


def _out_of_bounds(key: Key, keys: Keys, value: int) -> Iterator[Problem]:
    if key.minimum is not None and value < key.minimum:
        yield Problem(keys, "KMP604", f"{described(value)} is too low", f"{key.minimum} is the least")
    if key.maximum is not None and value > key.maximum:
        yield Problem(keys, "KMP604", f"{described(value)} is too high", f"{key.maximum} is the most")


def _wrong_type(key: Key, keys: Keys, value: object) -> Iterator[Problem]:
    told = f"'{key.name}' is {_KIND_NAMES[key.kind]}"
    if isinstance(value, list) and key.kind == "texts":
        bad = next(index for index, item in enumerate(value) if not isinstance(item, str))
        keys, value, told = (*keys, bad), value[bad], f"each of '{key.name}' is a text"
    elif isinstance(value, dict) and key.kind == "names":
        name = next(name for name, item in value.items() if not isinstance(item, str))
        keys, value, told = (*keys, name), value[name], f"each of '{key.name}' is a text"
    sample = f'"{value}"' if _is_meant(key, value) else key.sample
    hint = f"write {key.name} = {sample}" if sample else "write a text"
    yield Problem(keys, "KMP603", f"{told}, not {described(value)}", hint)


def _is_meant(key: Key, value: object) -> bool:
    """Whether a whole number is the text that is wanted, but for its quotes."""
    if key.kind != "text" or not isinstance(value, int) or isinstance(value, bool) or abs(value) > LONGEST_MEANT:
        return False
    return str(value) in key.choices if key.choices else bool(key.check) and not any(_text_problem(key, (), str(value)))


def _text_problem(key: Key, keys: Keys, text: str) -> Iterator[Problem]:
    if key.choices and text not in key.choices:
        near = nearest(text, key.choices)
        hint = f"did you mean '{near}'?" if near else f"there are {', '.join(key.choices)}"
        yield Problem(keys, "KMP604", f"'{cut(text)}' is no {key.name.removesuffix('s')}", hint)
    if key.check and (found := key.check.problem(text)):
        yield Problem(keys, found.code, found.message, found.hint)


def _config(file: Path, said: Mapping[str, Any]) -> Config:
    library = dict(said.get("library", {}))
    folder = file.parent
    for name in ("output", "templates"):
        if name in library:
            library[name] = folder / library[name]
    for name in ("targets", "exclude"):
        if name in library:
            library[name] = tuple(library[name])
    runtime = library.pop("runtime", "embedded")
    return Config(
        **library,
        publishing=_publishing(folder, said["publishing"]) if "publishing" in said else None,
        runtime=None if runtime == "embedded" else _external(runtime),
        versions=Versions(**said.get("versions", {})),
        models=tuple(_settings(file, index, model) for index, model in enumerate(said.get("model", ()))),
        origin=Origin(file),
    )


def _publishing(folder: Path, said: Mapping[str, Any]) -> Publishing:
    text = {"license_file": folder / said["license_file"]} if "license_file" in said else {}
    return Publishing(**{**said, **text})


def _settings(file: Path, index: int, said: Mapping[str, Any]) -> ModelSettings:
    include = said.get("include")
    methods = {
        name: MethodSettings(**{**method, "fields": tuple(method["fields"]) if "fields" in method else None})
        for name, method in said.get("methods", {}).items()
    }
    return ModelSettings(
        path=file.parent / said["path"],
        class_name=said.get("class"),
        skip=tuple(said.get("skip", ())),
        include=None if include is None else tuple(include),
        visibility=said.get("visibility", "public"),
        bundle=said.get("bundle"),
        methods=methods,
        classes=said.get("classes", {}),
        fields=said.get("fields", {}),
        origin=Origin(file, ("model", index)),
    )
