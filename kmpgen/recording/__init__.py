"""What torch answers to examples: recorded, read back, and made into tests."""
