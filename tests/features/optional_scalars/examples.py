"""None, and values."""


def forward():
    return [(None,), (1,), (2**63 - 1, 0.5, None), (0, None, False)]


def name():
    return [(), (None,), ("",), ("größe",)]


def scale():
    return [(), (None,), (float("inf"),)]


def flip():
    return [(None,), (True,), (False,)]
