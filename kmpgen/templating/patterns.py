"""What the patterns of ``exclude`` mean."""

from __future__ import annotations

import re


def pattern_expression(pattern: str) -> re.Pattern[str]:
    """A path, or everything below it where it is a folder."""
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.rstrip("/"))
    spelled = {"**/": "(?:.+/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(spelled.get(piece, re.escape(piece)) for piece in pieces) + "(?:/.*)?")
