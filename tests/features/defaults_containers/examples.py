"""With and without the defaults."""


def forward():
    return [(), ((7, "x"),), ((8, "y"), ((float("nan"), False), ""))]
