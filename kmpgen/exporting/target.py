"""``module:attribute`` to a module of torch: the user's program is imported here, in the process that runs torch."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
import sysconfig
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.nearest import nearest
from kmpgen.printable import with_article

PACKAGE = Path(__file__).parents[1]


def load(target: str, folder: Path) -> Any:
    """The nn.Module: an instance as it is; what a class or factory gives without arguments. Raises KMP900, KMP901.

    ``folder`` is where modules are looked for first.
    """
    import torch

    module_name, _, attribute = target.rpartition(":")
    module = _imported(module_name, folder)
    found = _attribute(module, attribute, target)
    if isinstance(found, torch.nn.Module):
        return found
    if not callable(found):
        message = f"{attribute} is {with_article(type(found).__name__)}"
        raise KmpgenError(Diagnostic("KMP901", message, _WANTED, Where(target)))
    made = _called(found, attribute, target)
    if isinstance(made, torch.nn.Module):
        return made
    raise KmpgenError(
        Diagnostic("KMP901", f"{attribute}() gives {with_article(type(made).__name__)}", _WANTED, Where(target))
    )


_WANTED = "name an nn.Module, a class of one, or a function that makes one"


def _imported(name: str, folder: Path) -> ModuleType:
    path = (folder / name).resolve() if name.endswith(".py") else None
    sys.path.insert(0, str(path.parent if path else folder))
    try:
        return _run(path) if path else importlib.import_module(name)
    except (Exception, SystemExit) as error:
        message, hint = f"importing {name} fails: {told(error)}", "mend it, or install what it needs"
        if isinstance(error, ModuleNotFoundError) and error.name == name.split(".")[0]:
            message = f"there is no module {name}"
            hint = "it is looked for in the current folder and where Python finds modules; a file is named by its path"
        elif isinstance(error, FileNotFoundError) and path and not path.exists():
            message, hint = f"there is no file {name}", "check the path"
        elif "relative import" in str(error):
            hint = "the file is part of a package: name it as its module, pkg.model, from the folder above the package"
        raise KmpgenError(Diagnostic("KMP900", message, hint, Where(place(error)))) from error


def _run(path: Path) -> ModuleType:
    """A file as a module of its name; of another one where Python has such a module."""
    name = re.sub(r"\W", "_", path.stem)
    name = f"exported_{name}" if name in sys.modules or name in sys.stdlib_module_names else name
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where TorchScript and NamedTuples look for it
    spec.loader.exec_module(module)
    return module


def _attribute(module: ModuleType, path: str, target: str) -> Any:
    found: Any = module
    for name in path.split("."):
        if not hasattr(found, name):
            near = nearest(name, _own_names(found))
            message = f"{getattr(found, '__name__', type(found).__name__)} has no {name}"
            hint = f"did you mean '{near}'?" if near else _WANTED
            raise KmpgenError(Diagnostic("KMP901", message, hint, Where(target)))
        found = getattr(found, name)
    return found


def _own_names(owner: Any) -> list[str]:
    """What may be meant: what is defined there, not what it imports."""
    home = getattr(owner, "__name__", None)
    return [
        name
        for name, value in vars(owner).items()
        if not name.startswith("_") and getattr(value, "__module__", home) == home
    ]


def _called(function: Any, name: str, target: str) -> Any:
    try:
        inspect.signature(function).bind()
    except TypeError as error:
        message = f"{name} can't be called without arguments: {error}"
        hint = "write a function that calls it, and name that: `def build(): return Model(width=64)`"
        raise KmpgenError(Diagnostic("KMP901", message, hint, Where(target))) from error
    except ValueError:
        pass  # it has no signature to look at
    try:
        return function()
    except (Exception, SystemExit) as error:
        message = f"{name}() fails: {told(error)}"
        raise KmpgenError(Diagnostic("KMP901", message, "mend it", Where(place(error) or target))) from error


def told(error: BaseException) -> str:
    """An exception in one line."""
    said = (str(error).strip().splitlines() or ["no reason given"])[0]
    return f"{type(error).__name__}: {said}"


def place(error: BaseException) -> str | None:
    """Where in the user's own files it comes from: ``model.py, line 5``."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{Path(error.filename).name}, line {error.lineno}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if is_own(frame.filename)]
    return f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else None


def is_own(file: str) -> bool:
    """Whether a source file is the user's: not Python's, not installed, not kmpgen's."""
    if file.startswith("<"):
        return False
    path = Path(file)
    # By their folder's name: an environment may stand over another's packages, and the user have some, too.
    if {"site-packages", "dist-packages"} & set(path.parts):
        return False
    return not path.is_relative_to(sysconfig.get_paths()["stdlib"]) and not path.is_relative_to(PACKAGE)
