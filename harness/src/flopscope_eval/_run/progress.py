"""Who watches a run."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told what is going on. Called from the thread that runs the sandbox."""

    def stage(self, text: str) -> None:
        """A new stage begins: ``"building the server image"``, ``"running"``."""

    def detail(self, text: str) -> None:
        """Something within the stage: a line of a build, the seconds that have passed."""


class Quiet:
    """Progress that nobody watches."""

    def stage(self, text: str) -> None:
        """Nothing."""

    def detail(self, text: str) -> None:
        """Nothing."""
