"""Two APIs of a model held against each other: what changed, whom it breaks, which old signatures stay."""
