"""Names that differ in case alone: each call has to end where it belongs."""


def forward():
    return [(1, 2, 3, 4, 5)]


def clash():
    return [(1, 2, 3, 4, 5, 6, 7)]


def do_it():
    return [()]


def doIt():
    return [()]


def DoIt():
    return [()]
