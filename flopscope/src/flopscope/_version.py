"""The version of all four distributions: the other three read it from here when they are built."""

__version__ = "0.1.0"
