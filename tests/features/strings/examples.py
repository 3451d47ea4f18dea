"""Text of all planes, with NUL inside, and none at all."""

TEXTS = [
    "",
    "a",
    "größe",
    "漢字",
    "\U0001f600 \U0001f468\u200d\U0001f469",
    "nul \0 inside",
    "\0",
    "\r\n\t\x1b\x7f",
    "\u202e\ufeff",
]


def forward():
    return [(text,) for text in [*TEXTS, "long " * 20_000]]


def split():
    return [("a,b,,c", ","), ("\U0001f600-\U0001f600", "-"), ("", ",")]
