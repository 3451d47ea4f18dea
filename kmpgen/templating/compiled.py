"""Compiled templates, kept from one build to the next: to compile them again took a fifth of a build."""

from __future__ import annotations

from contextlib import suppress

import jinja2
from jinja2.bccache import Bucket

from kmpgen.cachefolder import cache_folder


class CompiledTemplates(jinja2.FileSystemBytecodeCache):
    """Jinja's cache in kmpgen's cache folder. A build does without where that can't be read or written."""

    def __init__(self) -> None:
        self._folder = cache_folder() / "templates"
        super().__init__(str(self._folder))

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # a damaged file: unpickling and unmarshalling may raise anything
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
