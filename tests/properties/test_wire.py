"""Values survive the wire, and no bytes harm the server's decoder."""

from __future__ import annotations

import logging
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopscope import errors
from flopscope._base import dtypes as _dtypes
from flopscope._base import exceptions as npe
from flopscope._ledger.ledger import Ledger
from flopscope._local.session import Session
from flopscope._pricing.files import load
from flopscope._table import ORDERED, NoValue, fingerprint
from flopscope._version import __version__
from flopscope._wire import errors as wire_errors
from flopscope._wire import messages as m
from flopscope._wire import values
from flopscope_server.session import ClientSession
from flopscope_server.store import Memory

examples = settings(max_examples=300, deadline=None)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
atoms = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.complex_numbers(),
    text,
    st.just(Ellipsis),
    st.just(NoValue),
    st.sampled_from(list(_dtypes.BY_NAME.values())),
    st.builds(slice, *[st.one_of(st.none(), st.integers())] * 3),
)
trees = st.recursive(
    atoms,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.lists(inner, max_size=4).map(tuple)),
    max_leaves=20,
)


def refuse(*given: Any) -> Any:
    """For values in which neither handles nor buffers occur."""
    raise AssertionError(given)


@examples
@given(value=trees)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    packed = msgpack.packb(values.encode(value, refuse))
    found = values.decode(msgpack.unpackb(packed), refuse)
    assert repr(found) == repr(value)  # repr tells NaN, -0.0, True and 1 apart


RAISED = [
    errors.BudgetExhaustedError("add", flop_cost=10**30, flops_remaining=5),
    errors.TimeExhaustedError("add", elapsed_s=2.5, limit_s=1.0),
    errors.MemoryLimitError("full"),
    errors.UnsupportedDtypeError("text"),
    npe.LinAlgError("Singular matrix"),
    npe.AxisError(3, 2),
    npe.AxisError("an axis"),
    npe.AxisError(3, 2, "swapaxes"),
    ValueError("a", "b"),
    KeyError("key"),
    IndexError(),
    RuntimeWarning("overflow"),
    npe.ComplexWarning("imaginary part"),
]


@pytest.mark.parametrize("error", RAISED, ids=repr)
def test_an_error_comes_out_as_it_went_in(error: Exception) -> None:
    data = [values.encode(v, refuse) for v in wire_errors.encode(error)]
    sent = msgpack.unpackb(msgpack.packb(data))
    found = wire_errors.decode([values.decode(v, refuse) for v in sent])
    assert type(found) is type(error)
    assert vars(found) == vars(error)
    if len(error.args) < 2:
        assert str(found) == str(error)


def test_an_error_of_another_class_comes_out_as_its_nearest_base() -> None:
    class Own(ZeroDivisionError):
        pass

    class Strange(Exception):
        pass

    assert type(wire_errors.decode(wire_errors.encode(Own("x")))) is ZeroDivisionError
    strange = wire_errors.decode(wire_errors.encode(Strange("x")))
    assert type(strange) is errors.FlopscopeError
    assert "Strange: x" in str(strange)


def test_a_class_that_is_not_in_the_table_is_not_made() -> None:
    for name in ("SystemExit", "KeyboardInterrupt", "os.system", "type", ""):
        assert type(wire_errors.decode([name, "x"])) is errors.ProtocolError


# --- the server's decoder ----------------------------------------------------------------------


def session(limit: int = 1 << 20) -> ClientSession:
    """A greeted session with a few values in it, in a server that is only this."""
    ledger = Ledger(10**6)

    def new(admit: Any) -> Session:
        return Session(load("flops"), ledger, 10**15, None, admit)

    made = ClientSession(new, Memory(limit), lambda: None)
    hello = made.reply([msgpack.packb([m.HELLO, __version__, fingerprint()])])
    assert hello is not None
    made.reply([msgpack.packb([m.RUN, [[_number("ones"), h, [h]] for h in (1, 2, 3)]])])
    made.reply([msgpack.packb([m.RUN, [[_number("random.default_rng"), 4, [3]]]])])
    return made


def _number(name: str) -> int:
    return next(row.index for row in ORDERED if row.name == name)


def answered(client: ClientSession, *frames: bytes) -> list[Any]:
    """The header of the reply, which there must be, whatever was sent."""
    logging.disable(logging.CRITICAL)
    try:
        with np.errstate(all="ignore"):
            reply = client.reply(list(frames))
    finally:
        logging.disable(logging.NOTSET)
    assert reply is not None
    found: list[Any] = msgpack.unpackb(reply[0])
    assert len(found) == 5
    assert found[0] in (m.OK, m.ERROR)
    if found[0] == m.ERROR:
        assert found[2][0] in wire_errors.CLASSES
    return found


SHARED = session()

bits = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**64 - 1),
        st.integers(-2, 12),
        st.floats(),
        text,
        st.binary(max_size=20),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(text, inner, max_size=3)),
    max_leaves=30,
)


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    answered(SHARED, data)


@settings(max_examples=300, deadline=None)
@given(header=bits)
def test_any_msgpack_is_answered(header: Any) -> None:
    answered(SHARED, msgpack.packb(header))


@settings(max_examples=300, deadline=None)
@given(items=st.lists(bits, max_size=4), buffers=st.lists(st.binary(max_size=32), max_size=2))
def test_any_items_are_answered(items: Any, buffers: list[bytes]) -> None:
    answered(SHARED, msgpack.packb([m.RUN, items]), *buffers)


numbers = st.one_of(st.integers(-3, 12), st.floats(), st.just(10**12))
arguments = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        numbers,
        st.sampled_from(["C", "edge", "x"]),
        st.integers(1, 5).map(lambda h: [values.HANDLE, h]),
        st.integers(0, 13).map(lambda d: [values.DTYPE, d]),
        st.lists(st.integers(0, 5), max_size=3).map(lambda s: [values.BUFFER, 1, 11, s]),
        st.just([values.SLICE, None, 2, -1]),
        st.just([values.DOTS]),
        st.just([values.ABSENT]),
        st.just([values.COMPLEX, 1.0, 2.0]),
        st.just([values.BIG, "f" * 40]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda v: [values.TUPLE, v]),
        st.lists(inner, max_size=3).map(lambda v: [values.LIST, v]),
    ),
    max_leaves=8,
)


@settings(max_examples=1500, deadline=None)
@given(data=st.data(), row=st.sampled_from(ORDERED))
def test_any_arguments_of_any_row_are_answered(data: Any, row: Any) -> None:
    given = data.draw(st.lists(arguments, min_size=row.required, max_size=len(row.params)))
    answered(SHARED, msgpack.packb([m.RUN, [[row.index, 9, given], 9]]), bytes(40))
