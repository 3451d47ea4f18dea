"""Names made of underscores."""


def forward():
    return [(1, 2, 3)]


def trailing_():
    return [(1,)]
