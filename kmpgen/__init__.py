"""kmpgen turns a PyTorch Lite model into a Kotlin Multiplatform library."""

__version__ = "0.1.0"
