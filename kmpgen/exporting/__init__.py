"""A module in Python to a model file for phones: made and tried in torch, with its metadata inside."""
