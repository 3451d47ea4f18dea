"""Small sets of labels as enum classes: which sets, and what their entries are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from kmpgen.viewing import naming
from kmpgen.viewing.viewdata import LabelEntry

# More than anybody tells apart in a `when`: the 80 classes of COCO are an enum, the 1,000 of ImageNet are not. It is
# far below what fits into the one function that makes all entries, of which the JVM takes 64 KB.
MOST = 100
_LONGEST_NAME = 60
_LONGEST_TEXT = 90
"""As a Kotlin literal. An entry fits on a line of its own with both."""
_NOT_IN_SWIFT = frozenset("complex concept errno nil requires self stderr stdin stdout typeof".split())
"""What a framework's header cannot have as a property: macros of C and Objective-C (`stdin` would be read as another
name), words of GNU C and C++20 that Kotlin/Native does not respell, and a word of Swift."""


def entries(labels: Sequence[str]) -> tuple[LabelEntry, ...]:
    """Those of an enum; none where the labels are too many or do not spell names that differ, in Swift too."""
    if len(labels) > MOST:
        return ()
    words = [_words(label) for label in labels]
    in_swift = {_in_swift(each) for each in words}
    if len(in_swift) < len(labels) or in_swift & _NOT_IN_SWIFT:
        return ()
    found = tuple(
        LabelEntry("_".join(each), naming.kotlin_string(label)) for each, label in zip(words, labels, strict=True)
    )
    return found if all(map(_is_fit, found)) else ()


def _is_fit(entry: LabelEntry) -> bool:
    fits = len(entry.name) <= _LONGEST_NAME and len(entry.text) <= _LONGEST_TEXT
    return fits and entry.name[:1].isalpha()


def _words(label: str) -> list[str]:
    """``table lamp``, ``TableLamp``, ``table-lamp`` → ``TABLE``, ``LAMP``; none where a letter is not Latin."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", label) if not unicodedata.combining(each))
    plain = plain.translate(_LATIN)
    if any(each.isalnum() and not each.isascii() for each in plain):
        return []
    spaced = re.sub(r"([a-z0-9])(?=[A-Z])", r"\1 ", plain)
    return re.findall(r"[A-Z0-9]+", spaced.upper())


_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
)
"""Letters of Latin alphabets that Unicode does not take apart."""


def _in_swift(words: Sequence[str]) -> str:
    """What Kotlin/Native makes of an entry's name: ``tableLamp``."""
    return "".join(each.capitalize() if at else each.lower() for at, each in enumerate(words))
