"""The name that somebody who misspelled one may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, whatever the case; None where none is like it."""
    import difflib  # costs milliseconds, and is for errors alone

    by_key = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(name.casefold(), by_key, 1)
    return by_key[found[0]] if found else None
