"""Empty and full, both ends of 64 bits, and floats that are no numbers."""

import math


def forward():
    return [([],), ([0],), ([-(2**63), 2**63 - 1, 2**53 + 1],), (list(range(1000)),)]


def floats():
    return [([],), ([0.5, -0.0, math.inf, -math.inf, math.nan, 5e-324],)]


def bools():
    return [([],), ([True, False, True],)]
