"""What the files of a facade import of the runtime."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kmpgen.viewing.viewdata import Class, Model


def with_imports(model: Model, package: str, runtime: str) -> Model:
    """The model with what its file uses of the runtime."""
    classes = [cls for cls in model.classes if not cls.has_own_file]
    guards = [method.guard for method in model.methods if method.guard]
    sources = [method.source for method in model.methods] + [cls.header for cls in classes]
    text = "\n".join([*model.signatures, *model.conversions, *sources, *guards])
    names = ["MethodSignature", "TorchException", "TorchModule", "loadTorchModule"]
    if model.api:
        names.append("check.ModelApi")
    if model.bundled:
        names += ["BundledModel", "bundledModelPath"]
    own = ["MethodGuard", "TensorGuard"] if guards else []
    return replace(model, imports=imports(package, runtime, text, classes, names, own))


def imports(
    package: str,
    runtime: str,
    text: str,
    classes: Sequence[Class],
    also: Iterable[str] = (),
    own: Iterable[str] = (),
) -> tuple[str, ...]:
    """What ``text`` and the bodies of ``classes`` use of the runtime, in the order that ktlint wants."""
    names = {name for name in ("DType", "IValue", "Tensor", "TorchType") if re.search(rf"(?<![.\w]){name}\b", text)}
    # What is internal stands in the library itself, wherever the runtime is.
    internal = {*own, *({"deepToString"} if classes else ())}
    if any(cls.fields for cls in classes):
        internal |= {"deepEquals", "deepHashCode"}
    found = [f"{runtime}.torch.{name}" for name in names.union(also)] + [f"{package}.torch.{name}" for name in internal]
    return tuple(sorted(found))
