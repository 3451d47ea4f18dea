"""How a process ended, in words."""

from __future__ import annotations

import signal


def how_it_ended(returncode: int) -> str:
    """``exit status 3``, ``SIGSEGV``, or ``signal 42`` for one without a name. ``returncode`` is subprocess's."""
    if returncode >= 0:
        return f"exit status {returncode}"
    try:
        return signal.Signals(-returncode).name
    except ValueError:
        return f"signal {-returncode}"
