"""Whether what is installed under flopscope's names is this project's, all of one version.

Another project on public indexes uses the names of three of our distributions, and some of its packages put
files into the folder ``flopscope``. Mixed with ours, a program may compute uncounted without an error. So an
import looks at the metadata folders on the import path; their names tell distribution and version.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from flopscope.errors import ForeignDistributionError

OURS: Final = ("flopscope", "flopscope-client", "flopscope-server", "flopscope-eval")
"""The distributions of this project; they work together at exactly one version."""

REMEDY: Final = (
    "Uninstall all of them (pip uninstall flopscope flopscope-client flopscope-server flopscope-eval), then "
    'install from a checkout or wheels of this project, by path: pip install "./flopscope[local]" ./client'
)

_METADATA = re.compile(r"(flopscope(?:[-_.]\w+)*)-([^-]+)\.(?:dist|egg)-info", re.IGNORECASE)


class Installed(NamedTuple):
    """A distribution whose name begins with flopscope.

    Attributes
    ----------
    name, version : str
    folder : str
        Its metadata folder.
    """

    name: str
    version: str
    folder: str

    @property
    def has_our_files(self) -> bool:
        """Whether it has put files into the folder of the package ``flopscope``."""
        try:
            with open(os.path.join(self.folder, "RECORD"), encoding="utf-8") as record:  # noqa: PTH118, PTH123 - pathlib takes long to import
                return any(line.startswith("flopscope/") for line in record)
        except OSError:
            return False


def installed(path: Iterable[str]) -> Iterator[Installed]:
    """The distributions on an import path whose names begin with flopscope."""
    for folder in dict.fromkeys(path):
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - pathlib takes long to import
        except OSError:
            continue
        for name in names:
            found = _METADATA.fullmatch(name) if name[:9].lower() == "flopscope" else None
            if found is not None:
                distribution = re.sub(r"[-_.]+", "-", found[1]).lower()
                yield Installed(distribution, found[2], f"{folder}/{name}")


def check(version: str) -> None:
    """Refuse to be imported beside foreign or older files under our names.

    Parameters
    ----------
    version : str
        This package's own.

    Raises
    ------
    ForeignDistributionError
        If one of :data:`OURS` has another version, or another distribution has files in ``flopscope/``.
    """
    foreign = [
        one
        for one in installed(sys.path)
        if (one.version != version if one.name in OURS else one.has_our_files)
    ]
    if foreign:
        shown = ", ".join(f"{one.name} {one.version} ({one.folder})" for one in foreign)
        raise ForeignDistributionError(
            f"this is flopscope {version}, but the environment also has {shown}: another project's or another "
            f"version's, which would replace or bypass parts of this one. {REMEDY}."
        )
