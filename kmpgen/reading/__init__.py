"""Model files to the IR: what a file is, its bytecode, sources and pickles. No torch, nothing executed."""
