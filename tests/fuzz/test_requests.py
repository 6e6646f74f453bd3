"""Requests drawn by hypothesis: every one is answered, and nothing but its own session knows of it."""

from __future__ import annotations

import functools
from typing import Any

import msgpack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flopscope._table import ORDERED
from flopscope._wire import messages as m
from flopscope._wire import values

from .subject import HELD, Subject, check_neighbour, global_state

FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CONTROLS = [m.FETCH, m.TEXT, m.OPEN, m.CLOSE, m.SCOPE, m.SUMMARY, m.LOG, m.RESET, m.ERRORS]

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=20,
)
"""Anything that msgpack carries and a header may hold."""

encoded = st.recursive(
    st.one_of(
        st.builds(lambda n: [values.HANDLE, n], st.integers(0, len(HELD) + 4)),
        st.none() | st.booleans() | st.integers(-3, 5) | st.floats(),
        st.builds(lambda n: [values.DTYPE, n], st.integers(0, len(values.DTYPES))),
        st.builds(lambda n: [values.BIG, format(n, "x")], st.integers(2**64, 2**500)),
        st.builds(lambda x, y: [values.COMPLEX, x, y], st.floats(), st.floats()),
        st.just([values.DOTS]) | st.just([values.ABSENT]),
        st.sampled_from(["C", "full", "same", "i,j->ij", "ij->ji", "fro", "edge", "ortho"]),
    ),
    lambda inner: st.builds(
        lambda tag, items: [tag, items],
        st.sampled_from([values.TUPLE, values.LIST]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)
"""Values as an honest encoder makes them."""


@st.composite
def operations(draw: st.DrawFn) -> list[Any]:
    """An operation with about as many arguments as it takes."""
    row = draw(st.sampled_from(ORDERED))
    count = draw(st.integers(row.required, len(row.params)))
    arguments = [draw(encoded) for _ in range(count)]
    silent = [m.SILENT] if draw(st.booleans()) else []
    return [row.index, draw(st.integers(10, 13)), arguments, *silent]


controls = st.builds(
    lambda name, arguments: [name, 0, arguments],
    st.sampled_from(CONTROLS),
    st.lists(encoded, max_size=5),
)
frees = st.integers(0, 14)


@functools.cache
def neighbour() -> Subject:
    """A session that is there all the time."""
    return Subject()


def check(*frames: bytes) -> None:
    """A session answers a request, and another one is none the wiser."""
    state = global_state()
    subject = Subject()
    subject.request(frames)
    check_neighbour(neighbour())
    assert global_state() == state
    subject.close()


@FEW
@given(st.binary(max_size=200))
def test_bytes(header: bytes) -> None:
    check(header)


@FEW
@given(st.lists(plain, max_size=4), st.binary(max_size=16))
def test_headers_of_plain_values(header: list[Any], buffer: bytes) -> None:
    check(msgpack.packb(header), buffer)
    check(msgpack.packb([m.RUN, header]), buffer)


@FEW
@given(st.lists(operations() | controls | frees, min_size=1, max_size=4))
def test_operations(items: list[Any]) -> None:
    check(msgpack.packb([m.RUN, items]))
