"""A row of the benchmark table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Row:
    """One ratio.

    Attributes
    ----------
    what, against : str
    ratio : float
    target : float
        The most that the ratio should be.
    raw : str
        The numbers behind it.
    details : dict
        More of them, for the JSON file.
    """

    what: str
    against: str
    ratio: float
    target: float
    raw: str
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def is_met(self) -> bool:
        """Whether the target is reached."""
        return self.ratio <= self.target
