"""The page that shows the numbers: what stands between its marks is written from the records."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.children import ROOT
from benchmarks.profiles.results import Profile
from benchmarks.report import tables
from benchmarks.report.records import FOLDER, Record

PAGE = ROOT / "docs" / "performance.md"
_SHOWN = 3
"""How many occasions the tables have, the newest ones."""

_PART = re.compile(r"(<!-- ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: str, records: list[Record], profile: Profile) -> str:
    """Give the page's text with its generated parts as the records and the profile have them."""
    newest = records[-_SHOWN:]
    parts = {
        "results": tables.results(newest),
        "occasions": tables.occasions(newest),
        "machines": tables.machines(newest),
        "kinds": tables.kinds(newest[-1]),
        "stages": tables.stages(newest[-1]),
        "local-call": profile.table("local"),
        "remote-call": profile.table("remote"),
        "processors": profile.sentence(),
    }
    return _PART.sub(lambda found: f"{found[1]}\n{parts[found[2]]}\n\n{found[3]}", page)


def write(records: list[Record], folder: Path = FOLDER, path: Path = PAGE) -> None:
    """Write the generated parts anew."""
    path.write_text(filled(path.read_text(), records, Profile.load(folder)))
