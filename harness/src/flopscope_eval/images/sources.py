"""Where the images are built from: a checkout, or what is installed (or a folder of wheels)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from flopscope_eval.images.errors import SourcesMissing

WHEELS_VARIABLE = "FLOPSCOPE_WHEELS"
"""Names the folder with our own wheels, for a flopscope-eval that runs outside a checkout."""

DISTRIBUTIONS = {
    "flopscope": "flopscope",
    "flopscope-client": "client",
    "flopscope-server": "server",
}
"""Our distributions that go into images, and their folders in a checkout."""

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Sources:
    """The files that images are made of.

    Attributes
    ----------
    images
        The folder with the Dockerfiles.
    lock
        ``requirements.lock``.
    checkout
        The root of the checkout, or None where there is none.
    """

    images: Path
    lock: Path
    checkout: Path | None

    @classmethod
    def find(cls) -> Sources:
        """Find them: those shipped inside an installed wheel, else those of the checkout.

        Raises
        ------
        SourcesMissing
            Neither is there.
        """
        shipped = _PACKAGE / "_images"
        if shipped.is_dir():
            return cls(shipped, shipped / "requirements.lock", None)
        root = _PACKAGE.parents[2]
        if (root / "images").is_dir() and (root / "requirements.lock").is_file():
            return cls(root / "images", root / "requirements.lock", root)
        raise SourcesMissing(
            f"no image sources beside {_PACKAGE}: install flopscope-eval from a wheel, "
            "or from a checkout with pip install -e ./harness"
        )

    @property
    def launcher(self) -> Path:
        """The package that starts and confines a submission."""
        return _PACKAGE / "participant"

    @property
    def supervisor(self) -> Path:
        """The script that is the first process of both containers."""
        return _PACKAGE / "sandbox" / "docker" / "supervisor.py"

    @property
    def wheels(self) -> Path | None:
        """The folder with our own wheels that `WHEELS_VARIABLE` names outside a checkout."""
        folder = os.environ.get(WHEELS_VARIABLE) if self.checkout is None else None
        if folder and not Path(folder).is_dir():
            raise SourcesMissing(
                f"{WHEELS_VARIABLE} is {folder!r}, not a folder: name one with the wheels of "
                f"{', '.join(DISTRIBUTIONS)}, or unset it to use what is installed"
            )
        return Path(folder) if folder else None
