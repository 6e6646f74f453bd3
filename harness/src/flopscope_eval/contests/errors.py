"""What is wrong with a contest's folder."""

from __future__ import annotations


class ContestError(ValueError):
    """A contest cannot be used. The message names the file, the key, its value, and the remedy."""
