"""A model as commands work with it: what its file says, and what people say of it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from kmpgen import ir
from kmpgen.config import METADATA_FILE, SIDECAR_SUFFIX
from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.reading.torchscript import read_model


def read_described(path: Path) -> ir.Model:
    """The model at ``path`` with its metadata. Raises KmpgenError for a model or metadata that can't be read."""
    return _described(path, read_model(path))


def read_leniently(path: Path) -> tuple[ir.Model, tuple[Diagnostic, ...]]:
    """The same; what is wrong with its metadata, which is left out then. Raises KmpgenError for an unreadable model."""
    model = read_model(path)
    try:
        return _described(path, model), ()
    except KmpgenError as error:
        return model, error.diagnostics


def _described(path: Path, model: ir.Model) -> ir.Model:
    """The model with its metadata. Most have none, and are spared the import of what reads it."""
    if METADATA_FILE not in model.extra_files and not sidecar_of(path):
        return model
    from kmpgen.metadata.read import read_metadata

    return replace(model, metadata=read_metadata(path, model))


def sidecar_of(path: Path) -> Path | None:
    """What lies beside the model at ``path`` to say more of it. A link that leads nowhere counts, to be told of."""
    beside = path.with_suffix(SIDECAR_SUFFIX)
    return beside if os.path.lexists(beside) else None
