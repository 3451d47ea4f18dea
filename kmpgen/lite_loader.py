"""What torch saves although its lite loader refuses it: told when the file is read, not when the app starts."""

from __future__ import annotations

from collections.abc import Iterable

from kmpgen import ir
from kmpgen.schemas import RawFunction
from kmpgen.sources import Sources


def archive_refusals(functions: Iterable[RawFunction], top: str, sources: Sources) -> tuple[ir.Refusal, ...]:
    return ()


def flatbuffer_refusals(functions: Iterable[RawFunction], top: str, sources: Sources) -> tuple[ir.Refusal, ...]:
    return ()


def failed_lite_save(names: tuple[str, ...], file: str) -> tuple[ir.Refusal, ...]:
    return ()
