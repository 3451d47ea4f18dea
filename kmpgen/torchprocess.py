"""The processes that run torch: a model, or a user's program, may end one by a crash, and kmpgen goes on.

The two sides speak through a folder: ``request.json`` in, ``answer.json`` out, and ``place`` always says what is
running.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.exitstatus import how_it_ended


class Ended(Exception):
    """The process broke off; the message says how, doing what."""


def run(module: str, folder: Path) -> dict[str, Any]:
    """The answer of ``python -m module folder``. Raises `Ended`; KmpgenError: what it found, KMP505 without torch."""
    # -P: no module of the current folder comes in place of one of Python's.
    command = [sys.executable, "-P", "-m", module, str(folder)]
    done = subprocess.run(
        command,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0"},  # torch writes sets into the code that it saves
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    answer = folder / "answer.json"
    if done.returncode == 0 and answer.is_file():
        parsed: dict[str, Any] = json.loads(answer.read_text())
        if parsed["diagnostics"]:
            raise KmpgenError([diagnostic(found) for found in parsed["diagnostics"]])
        return parsed
    said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    if not (folder / "place").is_file():
        missing = re.match(r"ModuleNotFoundError: No module named '([\w.]+)'", said)
        message = f"{missing[1] if missing else 'torch'} can't be imported: {said}"
        raise KmpgenError(Diagnostic("KMP505", message, "install it: pip install 'kmpgen[torch]'"))
    end, place = how_it_ended(done.returncode), (folder / "place").read_text()
    raise Ended(f"the process that runs torch ended by {end}, {place}: {said}")


def live(main: Callable[[Path], None]) -> NoReturn:
    """All that such a process does: it ends with ``main``, whatever threads the user's program has left running."""
    status = 0
    try:
        main(Path(sys.argv[1]))
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def diagnostic(found: Mapping[str, Any]) -> Diagnostic:
    """One that crossed as JSON."""
    return Diagnostic(**{**found, "where": Where(**found["where"])})
