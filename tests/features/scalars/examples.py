"""Both ends of 64 bits, and floats that are no numbers."""

import math


def forward():
    return [(0,), (41,), (-(2**63),), (2**63 - 2,), (2**53 + 1,)]


def half():
    return [(3.0,), (1,), (-0.0,), (5e-324,), (1.7976931348623157e308,), (math.inf,), (-math.inf,), (math.nan,)]


def negate():
    return [(True,), (False,)]


def mix():
    return [(3, 0.5, True), (3, 0.5, False)]
