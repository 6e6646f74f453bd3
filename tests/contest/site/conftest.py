"""Pages of the contest's site, filled with what may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flopscope_eval.site import pages
from flopscope_eval.site.board import Audience, Board, board
from flopscope_eval.store.store import Store
from tests.contest.site import filling


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with hostile names and outputs."""
    folder = tmp_path_factory.mktemp("filled")
    with Store.open(str(folder / "store.db")) as store:
        filling.fill(store, 26)
        store.disqualify(3, "copied </script>", who="organizer")
        yield store


@pytest.fixture(scope="session")
def boards(filled: Store) -> dict[str, Board]:
    """The board for each audience."""
    names = ("participants", "organizer", "author:ada")
    return {name: board(filled, Audience.parse(name)) for name in names}


@pytest.fixture(scope="session")
def sites(boards: dict[str, Board], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages for each audience, in a folder with an awkward name."""
    made = {}
    for name, one in boards.items():
        folder = tmp_path_factory.mktemp("sites") / f"pages of #{one.audience.kind.value} 100%"
        pages.write(one, folder)
        made[name] = folder
    return made
