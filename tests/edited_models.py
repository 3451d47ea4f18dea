"""Copies of a model that call other operators, as a model would that some other torch exported."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.feature_models import PLAIN


def with_operators(path: Path, names: Sequence[str]) -> Path:
    """`tensor`'s model at ``path``, with these operators alone in its tables: it loads where all of them are."""
    rows = tuple((name.partition(".")[0], name.partition(".")[2]) for name in names)
    with zipfile.ZipFile(PLAIN.model) as source, zipfile.ZipFile(path, "w") as copy:
        for member in source.infolist():
            content = source.read(member)
            if member.filename.endswith("/bytecode.pkl"):
                content = pickle.dumps(_edited(pickle.loads(content), rows), protocol=2)
            copy.writestr(member.filename, content)
    return path


def _edited(bytecode: tuple[object, ...], rows: tuple[tuple[str, str], ...]) -> tuple[object, ...]:
    functions = []
    for function in bytecode[1:]:
        assert isinstance(function, tuple)
        name, code, *schema = function
        code = tuple((key, rows if key == "operators" else value) for key, value in code)
        functions.append((name, code, *schema))
    return (bytecode[0], *functions)
