"""The hunt finds what it looks for, and a first stretch of it finds nothing."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.hunt.__main__ import hunt
from tests.hunt.calls import MARKER, Calls
from tests.hunt.worker import shows_marker

_ADDRESS = re.compile(r"0x[0-9A-Fa-f]+")


def test_calls_come_from_their_number_alone() -> None:
    for number in range(50):
        row, args, count = Calls(number).call()
        again, same, as_many = Calls(number).call()
        assert (row, count) == (again, as_many)
        assert _ADDRESS.sub("", repr(args)) == _ADDRESS.sub("", repr(same))
        assert row.required <= count <= len(row.params) == len(args)


def test_a_marker_is_seen_wherever_it_is() -> None:
    plain = np.arange(6.0).reshape(2, 3)
    assert not shows_marker((plain, [plain]))
    marked = plain.copy()
    marked[1, 2] = MARKER
    assert shows_marker((plain, [marked]))


@pytest.mark.slow
def test_a_stretch_of_the_hunt_finds_nothing() -> None:
    assert list(hunt(first=0, count=3000, batch=3000)) == []
