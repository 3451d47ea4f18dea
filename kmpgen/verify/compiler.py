"""The Kotlin compilers in one JVM: many invocations, each as a future."""

from __future__ import annotations

import base64
import itertools
import os
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal

from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.scratchfolder import scratch_folder
from kmpgen.verify.class_archive import ClassArchive
from kmpgen.verify.tools import Jdk

Target = Literal["metadata", "jvm", "native"]

COMPILER_CLASSES: dict[Target, str] = {
    "metadata": "org.jetbrains.kotlin.cli.metadata.KotlinMetadataCompiler",
    "jvm": "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
    "native": "org.jetbrains.kotlin.cli.bc.K2Native",
}
# The JVM's first compiler tier only, and its plainest collector: a few seconds of compiling never pay for more.
# The code cache is small in that mode: a batch of libraries fills it, and all slows down. The JVM's own warnings must
# stay off its answers.
JVM_FLAGS = (
    *("-Xmx2g", "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:ReservedCodeCacheSize=200m"),
    *("-Xlog:disable", "-Xlog:all=warning:stderr", "-Dfile.encoding=UTF-8"),
)
WORKERS = max(1, min(2, os.cpu_count() or 1))


@dataclass(frozen=True)
class Compilation:
    """How one invocation ended. `messages` is what the compiler said, absolute paths and all."""

    ok: bool
    messages: str
    seconds: float


class CompilerHost:
    """A JVM with compilers on its class path. `with CompilerHost(...) as host: host.submit(...)`."""

    def __init__(self, jdk: Jdk, class_path: Sequence[Path], kotlin_home: Path | None = None) -> None:
        self._jobs: dict[str, Future[Compilation]] = {}
        self._guard = threading.Lock()
        self._ids = itertools.count(1)
        self._compiled = False
        self._closing = ExitStack()
        self._files = self._closing.enter_context(scratch_folder("compile"))
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed in __exit__
        source = Path(__file__).with_name("CompilerHost.java")
        jars = [jar.resolve() for jar in class_path]
        self._archive = ClassArchive(jdk, jars)
        # Kotlin/Native leaves folders in the temporary one.
        flags = [*JVM_FLAGS, *self._archive.flags(), f"-Djava.io.tmpdir={self._files}"]
        flags += [f"-Dkonan.home={kotlin_home}"] if kotlin_home else []
        self._process = subprocess.Popen(
            list(map(str, [jdk.java, *flags, "-cp", os.pathsep.join(map(str, jars)), source, WORKERS])),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self._reader = threading.Thread(target=self._read_answers, daemon=True)
        self._reader.start()

    def submit(self, target: Target, arguments: Sequence[str]) -> Future[Compilation]:
        """Queues one invocation. The future raises KmpgenError KMP413 where the JVM itself ends."""
        future: Future[Compilation] = Future()
        id = str(next(self._ids))
        file = self._files / f"{id}.args"
        file.write_text("\n".join(arguments), encoding="utf-8")
        with self._guard:
            self._jobs[id] = future
            try:
                assert self._process.stdin is not None
                self._process.stdin.write(f"{id}\t{COMPILER_CLASSES[target]}\t{file}\n")
                self._process.stdin.flush()
            except OSError:
                pass  # the JVM has ended: the reader fails what is still open
        if not self._reader.is_alive():
            self._fail_open_jobs()
        return future

    def __enter__(self) -> CompilerHost:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):  # a JVM that has ended takes no last bytes
            self._process.stdin.close()
        self._reader.join()
        self._archive.keep(whole=self._process.wait() == 0 and self._compiled)
        self._process.stdout.close()
        self._closing.close()
        self._log.close()

    def _read_answers(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 4 or fields[0] not in self._jobs:
                continue  # the JVM itself prints here when it ends in distress
            id, code, millis, encoded = fields
            messages = base64.b64decode(encoded).decode("utf-8", errors="replace")
            with self._guard:
                future = self._jobs.pop(id)
            self._compiled |= code == "OK"
            future.set_result(Compilation(code == "OK", messages, int(millis) / 1000))
        self._fail_open_jobs()

    def _fail_open_jobs(self) -> None:
        with self._guard:
            open_jobs = list(self._jobs.values())
            self._jobs.clear()
        if open_jobs:
            self._log.seek(0)
            said = self._log.read().strip().splitlines()
            problem = KmpgenError(
                Diagnostic(
                    "KMP413",
                    f"the Kotlin compilers' JVM ended unexpectedly: {said[-1] if said else 'it said nothing'}",
                    hint="check that 2.5 GB of memory are free and that the JDK in JAVA_HOME works",
                )
            )
            for future in open_jobs:
                future.set_exception(problem)
