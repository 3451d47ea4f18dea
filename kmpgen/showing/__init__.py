"""`kmpgen inspect --html`: a model as one page to look at."""
