"""What ``python -m benchmarks profile`` keeps beside its pictures, and how it is shown."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import children
from benchmarks.profiles import breakdown, processors
from benchmarks.report.tables import markdown
from benchmarks.rows import rounded

FILE = "profile-call.json"


@dataclass
class Profile:
    """The parts of one call on either engine, and the processor time of a queued one.

    Attributes
    ----------
    local, remote : list of Part
    processors : dict
        Microseconds a queued operation.
    """

    local: list[breakdown.Part]
    remote: list[breakdown.Part]
    processors: dict[str, float]

    @classmethod
    def measured(cls, rounds: int, operations: int) -> Profile:
        """Measure it now."""
        with children.serving() as (url, _):
            remote = breakdown.measure(rounds, children.remote(url))
        local = breakdown.measure(rounds, children.local())
        return cls(local, remote, processors.measure(operations))

    @classmethod
    def load(cls, folder: Path) -> Profile:
        """Read what `save` wrote."""
        return cls(**json.loads((folder / FILE).read_text()))

    def save(self, folder: Path) -> None:
        """Write it as JSON."""
        (folder / FILE).write_text(json.dumps(rounded(asdict(self)), indent=1) + "\n")

    def table(self, engine: str) -> str:
        """Write the parts of a call on one engine."""
        parts: list[breakdown.Part] = getattr(self, engine)
        lines = [[f"`{breakdown.CALL}`, statement", "ns"]]
        lines += [[f"`{text}`", f"{taken:.0f}"] for text, taken in parts]
        return markdown([*lines, ["together", f"{sum(taken for _, taken in parts):.0f}"]])

    def sentence(self) -> str:
        """Write the processor time of a queued operation."""
        used = self.processors
        return (
            f"A queued operation takes {used['client']:.1f} us of processor time at the client and "
            f"{used['server']:.1f} us at the server, which work at the same time: "
            f"{used['passed']:.1f} us pass on the clock."
        )
