"""A Gradle to test the emitted scripts with, put together from published artifacts: see `engine`."""
