"""The IR to what templates see: every decision taken, every name chosen, every text escaped."""
