"""What a model needs of a runtime of torch, held against what runtimes have; and pages to look at."""
