"""Classes of torch itself that a model holds: packed weights of some engine, parts that were lowered to a backend."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kmpgen.reading.pickles import calls
from kmpgen.reading.schemas import RawFunction

_OWN = re.compile(r"__torch__\.torch\.(?:classes|jit)(?:\.\w+)+")


def native_classes(names: Iterable[str]) -> tuple[str, ...]:
    """Those of torch among qualified names, less ``__torch__.torch.``, sorted: ``classes.xnnpack.LinearOpContext``,
    ``jit.LoweredModule.nnapi``."""
    found = {name.removeprefix("__torch__.torch.") for name in names if _OWN.fullmatch(name)}
    return tuple(sorted(found))


def named_by_code(functions: Iterable[RawFunction]) -> Iterable[str]:
    """Classes in the types that bytecode uses."""
    for function in functions:
        for spelling in function.method.types:
            if "__torch__.torch." in spelling:
                yield from _OWN.findall(spelling)


def named_by_values(roots: Iterable[object]) -> Iterable[str]:
    """Classes of the objects in pickled values."""
    return (call.name for call in calls(roots))
