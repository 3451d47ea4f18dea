"""Names that Kotlin keeps for itself."""


def forward():
    return [(1, 2, 3, 4, 5, 6, 7)]


def fun():
    return [()]


def when():
    return [(1,)]


def hashCode():
    return [()]


def toString():
    return [()]


def equals():
    return [(1,), (2,)]


def close():
    return [()]


def invoke():
    return [(1,)]


def load():
    return [("a",)]
