"""Where the images are built from: a checkout, or an installed wheel and a folder of wheels."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import flopscope_eval
from flopscope_eval.images.errors import SourcesMissing

WHEELS_VARIABLE = "FLOPSCOPE_WHEELS"
"""Names the folder with our own wheels, for a flopscope-eval that runs outside a checkout."""

DISTRIBUTIONS = {
    "flopscope": "flopscope",
    "flopscope-client": "client",
    "flopscope-server": "server",
}
"""Our distributions that go into images, and their folders in a checkout."""


@dataclass(frozen=True)
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
        package = Path(flopscope_eval.__file__).resolve().parent
        shipped = package / "_images"
        if shipped.is_dir():
            return cls(shipped, shipped / "requirements.lock", None)
        root = package.parents[2]
        if (root / "images").is_dir() and (root / "requirements.lock").is_file():
            return cls(root / "images", root / "requirements.lock", root)
        raise SourcesMissing(
            f"no image sources beside {package}: install flopscope-eval from a wheel, "
            "or from a checkout with pip install -e ./harness"
        )

    @cached_property
    def launcher(self) -> Path:
        """The package that starts and confines a submission."""
        return Path(flopscope_eval.__file__).resolve().parent / "participant"

    @property
    def wheels(self) -> Path:
        """The folder with our own wheels, where there is no checkout to build them from."""
        folder = os.environ.get(WHEELS_VARIABLE)
        if not folder or not Path(folder).is_dir():
            raise SourcesMissing(
                f"outside a checkout, set {WHEELS_VARIABLE} to a folder with the wheels of "
                f"{', '.join(DISTRIBUTIONS)} (in a checkout: pip wheel --no-deps -w FOLDER "
                "./flopscope ./client ./server)"
            )
        return Path(folder)
