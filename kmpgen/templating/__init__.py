"""Templates to files: kmpgen's own and, over them, those of a team."""
