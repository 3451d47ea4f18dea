"""Rebuilds what stands in ``tests/features/``, in the order of the subcommands:

    python scripts/features.py models [NAME...]    model.ptl or model.pt, and schema.json, from model.py; needs torch
    python scripts/features.py record [NAME...]    model.parity from examples.py: what torch answers; needs torch
    python scripts/features.py foreign             tests/errors/KMP0xx/: files of other kinds; needs torch

A ``model.py`` has ``build()``, which returns a scripted or traced module, and may have

- ``SAVE``: "lite" (left out), "torchscript", "flatbuffer", "buffer" (saved without a file name), or a bytecode version,
- ``EXTRA_FILES``: files to store in the model, by name.
"""

from __future__ import annotations

import argparse
import io
import json
import linecache
import os
import sys
import types
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FEATURES = ROOT / "tests" / "features"
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(required=True)
    models = commands.add_parser("models", help="rebuild model files and expected schemas with torch")
    models.add_argument("name", nargs="*", help="a feature; all of them where none is named")
    models.set_defaults(run=rebuild_models)
    record = commands.add_parser("record", help="run the examples again and store what torch answers")
    record.add_argument("name", nargs="*", help="a feature; all of them where none is named")
    record.set_defaults(run=record_examples)
    foreign = commands.add_parser("foreign", help="rebuild the files of tests/errors that are no TorchScript")
    foreign.set_defaults(run=rebuild_foreign)
    options = parser.parse_args()
    options.run(options)


def rebuild_foreign(_: argparse.Namespace) -> None:
    from tests.foreign_files import write

    for path in write(ROOT / "tests" / "errors"):
        print(f"{path.relative_to(ROOT)}, {path.stat().st_size} bytes")


def record_examples(options: argparse.Namespace) -> None:
    from kmpgen.errors import KmpgenError
    from kmpgen.recording.record import record

    failed = []
    for name in options.name or sorted(path.parent.name for path in FEATURES.glob("*/examples.py")):
        folder = FEATURES / name
        try:
            recorded = record(folder / "model.ptl", folder / "examples.py", {})
        except KmpgenError as error:
            failed.append(f"{name}: {error} ({error.diagnostics[0].where})")
            continue
        (folder / "model.parity").write_bytes(recorded.content)
        missing = f", none for {', '.join(recorded.without_examples)}" if recorded.without_examples else ""
        print(f"{name}: {sum(recorded.counts.values())} examples, {recorded.raised} raised{missing}", flush=True)
    if failed:
        sys.exit("not recorded:\n" + "\n".join(failed))


def rebuild_models(options: argparse.Namespace) -> None:
    names = options.name or sorted(path.parent.name for path in FEATURES.glob("*/model.py"))
    _rebuild_all(names)


def _rebuild_all(names: list[str]) -> None:
    """Builds each in a process of its own, forked after torch's import: class names would be mangled otherwise."""
    import torch  # noqa: F401

    failed = []
    for name in names:
        child = os.fork()
        if child == 0:
            _exit_with(name)
        if os.waitpid(child, 0)[1]:
            failed.append(name)
    if failed:
        sys.exit(f"not rebuilt: {', '.join(failed)}")


def _exit_with(name: str) -> None:
    try:
        _rebuild(name)
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
        os._exit(1)
    os._exit(0)


def _rebuild(name: str) -> None:
    import torch

    # Relative paths: what torch stores of a source is its file name.
    os.chdir(ROOT)
    torch.manual_seed(0)
    folder = FEATURES / name
    model = _load(name)
    module = model.build()
    for old in folder.glob("model.pt*"):
        old.unlink()
    save = getattr(model, "SAVE", "lite")
    path = folder / ("model.pt" if save == "torchscript" else "model.ptl")
    _save(module, path, save, getattr(model, "EXTRA_FILES", {}))
    if save != "flatbuffer":
        _drop_debug_tables(path)
    schema = json.dumps(_schema(model, module, path), indent=1, ensure_ascii=False)
    (folder / "schema.json").write_text(schema + "\n")
    print(f"{name}: {path.name}, {path.stat().st_size} bytes")


def _load(name: str) -> types.ModuleType:
    """model.py as a module named after its feature, so that this is what qualified names start with."""
    path = f"tests/features/{name}/model.py"
    text = Path(path).read_text()
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    exec(compile(text, path, "exec", dont_inherit=True), module.__dict__)
    return module


def _save(module: Any, path: Path, save: str | int, extra_files: dict[str, str]) -> None:
    if save == "torchscript":
        import torch

        torch.jit.save(module, str(path), _extra_files=extra_files)
    elif save == "buffer":
        path.write_bytes(module._save_to_buffer_for_lite_interpreter(_extra_files=extra_files))
    elif save == "flatbuffer":
        module._save_for_lite_interpreter(str(path), _extra_files=extra_files, _use_flatbuffer=True)
    else:
        module._save_for_lite_interpreter(str(path), _extra_files=extra_files)
    if isinstance(save, int):
        _backport(path, save)


def _backport(path: Path, version: int) -> None:
    from torch.jit.mobile import _backport_for_mobile_to_buffer

    path.write_bytes(_backport_for_mobile_to_buffer(str(path), version))


def _drop_debug_tables(path: Path) -> None:
    """Packs the archive again without ``*.debug_pkl``: paths of the machine, and most of a small file's bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            if not info.filename.endswith(".debug_pkl"):
                entry = zipfile.ZipInfo(info.filename)
                entry.compress_type = info.compress_type
                target.writestr(entry, source.read(info))
    path.write_bytes(packed.getvalue())


def _schema(model: types.ModuleType, module: Any, path: Path) -> dict[str, Any]:
    """The expected ``inspect --json``, from torch and model.py alone: no part of it comes from kmpgen's reader.

    ``parameters`` are left out where torch counts none (kmpgen counts the weights that freezing and quantizing hide),
    and ``lite_loader`` says what torch's lite loader does with the file.
    """
    from tests import oracle

    told = oracle.describe(path, module)
    if path.suffix == ".ptl":
        # What torch loads again are the sources; the bytecode keeps an argument's name where these change it.
        told["methods"] = oracle.methods(module)
    for method in told["methods"]:
        for argument in method["arguments"]:
            if isinstance(argument.get("default"), dict):
                argument["default"].pop("data", None)
    form = {"torchscript": "torchscript", "flatbuffer": "lite-flatbuffer"}.get(getattr(model, "SAVE", ""), "lite")
    schema = {
        "format": form,
        "class": told["class"],
        "bytecode_version": _bytecode_version(path, form),
        "methods": told["methods"],
        "operators": None if form == "torchscript" else told.get("operators", "unknown"),
        "parameters": told["parameters"],
        "extra_files": sorted(getattr(model, "EXTRA_FILES", {})),
        "named_tuples": {name: _fields(model, name, kinds) for name, kinds in sorted(told["named_tuples"].items())},
        "lite_loader": "refuses" if told["lite_error"] else "loads",
    }
    if not told["parameters"]["count"]:
        del schema["parameters"]
    return schema


def _bytecode_version(path: Path, form: str) -> int | None:
    from torch.jit.mobile import _get_model_bytecode_version

    if form == "torchscript":
        return None
    try:
        return int(_get_model_bytecode_version(str(path)))
    except RuntimeError:
        return 8  # torch unpickles all of the bytecode to read its version, which an enum constant prevents


def _fields(model: types.ModuleType, qualified_name: str, kinds: list[str]) -> list[dict[str, str]]:
    """Fields of a NamedTuple: the names that model.py gives them, with torch's types."""
    module, _, short = qualified_name.removeprefix("__torch__.").rpartition(".")
    for value in vars(model).values():
        if isinstance(value, type) and (value.__module__, value.__name__) == (module, short):
            names: tuple[str, ...] = vars(value)["_fields"]
            return [{"name": n, "type": kind} for n, kind in zip(names, kinds, strict=True)]
    return [{"name": "", "type": kind} for kind in kinds]


if __name__ == "__main__":
    main()
