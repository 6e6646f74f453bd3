"""One thing that the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    name
        What.
    good
        It is as it should be.
    detail
        What was found.
    advice
        How to make it good; empty if it is.
    """

    name: str
    good: bool
    detail: str
    advice: str = ""
