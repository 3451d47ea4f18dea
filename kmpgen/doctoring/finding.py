"""What `kmpgen doctor` finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Topic = Literal["tools", "tiers", "settings"]
State = Literal["ok", "warn", "missing", "error"]


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and what to do (`hint`).

    `missing` is not there, or was not to be looked at; `warn` works, with limits; `error` alone fails the command.
    """

    topic: Topic
    name: str
    state: State
    message: str
    hint: str = ""
