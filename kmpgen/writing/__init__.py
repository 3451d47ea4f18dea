"""Into the output folder: the lock, what was edited, and updates that a crash can't tear."""
