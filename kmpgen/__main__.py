"""``python -m kmpgen``."""

from kmpgen.cli import main

main()
