"""A row of the benchmark table, and how much work a run may take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from benchmarks.measure import Spread

T = TypeVar("T")


@dataclass(frozen=True)
class Effort:
    """How much a run measures.

    Attributes
    ----------
    rounds : int
        Rounds of every comparison; slow ones take fewer.
    seconds : float
        About how long one sample of a fast action lasts.
    operations : int
        Operations while memory is watched.
    """

    rounds: int = 21
    seconds: float = 0.004
    operations: int = 1_000_000

    def fewer(self, share: int) -> int:
        """Give the rounds of an action that is slow, at least three if the fast ones have as many."""
        return max(min(self.rounds, 3), self.rounds // share)

    def some(self, every: Sequence[T], count: int) -> list[T]:
        """Give all; or so many, spread evenly, where it is only tried out."""
        step = 1 if self.seconds else max(1, len(every) // count)
        return list(every[::step][: None if self.seconds else count])


QUICK = Effort(rounds=1, seconds=0.0, operations=2000)


@dataclass
class Row:
    """One figure.

    Attributes
    ----------
    key : str
        What identifies the row from one run to the next.
    what, against : str
    target : float or None
        The most that the value should be; None where it is for information.
    spread : Spread or None
        The value: the median over the rounds, and how it spread. None where it could not be measured.
    raw : str
        The numbers behind it, or why there are none.
    unit : str
    suite : str
        Which suite measured it.
    samples : dict
        Every round's numbers, in seconds or in the row's unit.
    details : dict
        More of them.
    """

    key: str
    what: str
    against: str
    target: float | None
    spread: Spread | None
    raw: str
    unit: str = "×"
    suite: str = ""
    samples: dict[str, list[float]] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def measured(
        cls, action: Callable[[], Row], key: str, what: str, against: str, target: float | None
    ) -> Row:
        """Measure a row; where that fails, give the row without a figure and say why.

        One row that cannot be measured must not cost the others.
        """
        try:
            return action()
        except Exception as error:  # noqa: BLE001 - whatever it is, the table says it
            why = f"{type(error).__name__}: {error}".splitlines()[0]
            return cls(key, what, against, target, None, f"failed: {why}")

    @property
    def value(self) -> float | None:
        """The figure."""
        return None if self.spread is None else self.spread.median

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None where there is no target or no figure."""
        return None if self.target is None or self.value is None else self.value <= self.target

    def to_dict(self) -> dict[str, Any]:
        """Give plain data; :meth:`from_dict` takes it back."""
        return rounded(asdict(self))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Row:
        """Make a row of plain data."""
        spread = data["spread"] and Spread(**data["spread"])
        return cls(**data | {"spread": spread})


def duration(seconds: float) -> str:
    """Write a duration in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if abs(seconds) >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def rounded(data: Any) -> Any:
    """Round the floats in plain data to five digits, which is more than a clock is good for."""
    if isinstance(data, float):
        return float(f"{data:.5g}")
    if isinstance(data, dict):
        return {key: rounded(value) for key, value in data.items()}
    return [rounded(value) for value in data] if isinstance(data, list) else data
