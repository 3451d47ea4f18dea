"""``kmpgen.toml``: found, read, checked and fitted to the models; the command line wins over it."""
