"""A server for the tests that do not mind sharing one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .raw import RawClient
from .serving import RunningServer


@pytest.fixture(scope="session")
def shared() -> Iterator[RunningServer]:
    """A server without limits, for the whole run."""
    with RunningServer() as server:
        yield server


@pytest.fixture
def raw(shared: RunningServer) -> Iterator[RawClient]:
    """A greeted client of the shared server, which must still serve it in the end."""
    with RawClient(shared.url) as client:
        yield client
    with RawClient(shared.url) as another:
        assert another.run()[0] == 0
