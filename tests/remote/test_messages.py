"""The server answers whatever arrives with a typed error, and is none the worse for it."""

from __future__ import annotations

import struct
from typing import Any

import msgpack
import pytest
import zmq

from flopscope._base.dtypes import float64
from flopscope._table import ORDERED, TABLE, fingerprint
from flopscope._version import __version__
from flopscope._wire import messages as m
from flopscope._wire import values as v

from .raw import RawClient, error, op, ref, shape
from .serving import RunningServer


def deep(levels: int) -> bytes:
    """A header with lists nested as deep as that, which no encoder of ours would make."""
    return b"\x92\x01" + b"\x91" * levels + b"\xc0"


def nested(levels: int) -> list[Any]:
    """A number in lists nested as deep as that."""
    found: list[Any] = [v.LIST, [1.0]]
    for _ in range(levels):
        found = [v.LIST, [found]]
    return found


@pytest.mark.parametrize(
    "hello",
    [
        [m.HELLO, "0.0.1", fingerprint()],
        [m.HELLO, __version__, "another table"],
    ],
)
def test_another_version_is_refused_with_both_named(
    shared: RunningServer, hello: list[object]
) -> None:
    with RawClient(shared.url, greet=False) as client:
        reply = client.request(hello)
        assert error(reply) == "VersionMismatchError"
        assert str(hello[1]) in reply[2][1]
        assert str(hello[2]) in reply[2][1]
        assert __version__ in reply[2][1]
        assert error(client.run()) == "ServerLostError"  # it has not been greeted


def test_nothing_runs_before_the_handshake(shared: RunningServer) -> None:
    with RawClient(shared.url, greet=False) as client:
        assert error(client.run(op("ones", 1, 3))) == "ServerLostError"


HEADERS = {
    "nothing": b"",
    "no msgpack": b"\xc1",
    "cut short": msgpack.packb([m.RUN, [op("ones", 1, 3)]])[:-2],
    "more behind it": msgpack.packb([m.RUN, []]) + b"\x00",
    "a number": msgpack.packb(3),
    "a map": msgpack.packb({"a": 1}),
    "an empty list": msgpack.packb([]),
    "an unknown kind": msgpack.packb([7]),
    "a kind that is text": msgpack.packb(["RUN", []]),
    "a kind that is true": msgpack.packb([True, []]),
    "no operations": msgpack.packb([m.RUN]),
    "operations that are none": msgpack.packb([m.RUN, "ones"]),
    "a hello without version": msgpack.packb([m.HELLO]),
    "a hello of numbers": msgpack.packb([m.HELLO, 1, 2]),
    "a hello that is long": msgpack.packb([m.HELLO, "x" * 1000, "y"]),
    "an extension type": msgpack.packb([m.RUN, [msgpack.ExtType(5, b"x")]]),
    "binary": msgpack.packb([m.RUN, [b"x"]]),
    "text that is no UTF-8": b"\x92\x01\x91\xa2\xff\xfe",
    "nested 1,000 deep": deep(1000),
    "nested 100,000 deep": deep(100_000),
    "an array of 2**32 - 1 items": b"\x92\x01\xdd\xff\xff\xff\xff",
    "text of 2**32 - 1 bytes": b"\x92\x01\xdb\xff\xff\xff\xff",
    "too many items": msgpack.packb([m.RUN, [1] * (m.MAX_ITEMS + 1)]),
    "9 MB": msgpack.packb([m.RUN, ["x" * 1000] * 9000]),
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
def test_a_header_that_is_none(raw: RawClient, header: bytes) -> None:
    reply = msgpack.unpackb(raw.send(header)[0])
    assert error(reply) == "ProtocolError"
    assert not reply[1]
    assert raw.run(op("ones", 1, 3))[0] == m.OK  # and this client goes on


ITEMS = {
    "text": "ones",
    "None": None,
    "an empty list": [],
    "two of three": [TABLE["ones"].index, 1],
    "a number out of the table": [len(ORDERED), 1, []],
    "a negative number": [-1, 1, []],
    "a name of the table": ["ones", 1, [3]],
    "an unknown control": [":exit", 0, []],
    "a control with too many": [":reset", 0, [1, 2, 3]],
    "a handle that is text": [TABLE["ones"].index, "1", [3]],
    "a negative handle": [TABLE["ones"].index, -1, [3]],
    "a handle of 2**63": [TABLE["ones"].index, 2**63, [3]],
    "no arguments": [TABLE["ones"].index, 1, []],
    "too many arguments": [TABLE["ones"].index, 1, [3] * 50],
    "arguments that are none": [TABLE["ones"].index, 1, "3"],
    "an argument of no encoding": op("ones", 1, [1, 2, 3]),
    "an unknown tag": op("ones", 1, [99]),
    "a bare list": op("ones", 1, []),
    "text for an operand": op("exp", 1, "x"),
    "a handle that is not there": op("exp", 1, ref(99)),
    "a handle that is a list": op("exp", 1, [v.HANDLE, [1]]),
    "a handle without number": op("exp", 1, [v.HANDLE]),
    "a buffer that is not there": op("exp", 1, [v.BUFFER, 5, 11, [2]]),
    "the header as a buffer": op("exp", 1, [v.BUFFER, 0, 11, [2]]),
    "a buffer of no dtype": op("exp", 1, [v.BUFFER, 1, 99, [2]]),
    "a buffer of another size": op("exp", 1, [v.BUFFER, 1, 11, [3]]),
    "a buffer of negative shape": op("exp", 1, [v.BUFFER, 1, 11, [-1, -2]]),
    "a buffer of 2**200 elements": op("exp", 1, [v.BUFFER, 1, 11, [2**62] * 60]),
    "a buffer of 100 dimensions": op("exp", 1, [v.BUFFER, 1, 11, [1] * 100]),
    "a dtype that is none": op("ones", 1, 3, [v.DTYPE, 99]),
    "a dtype that is an array": op("ones", 1, 3, op("ones", 1, 3)),
    "digits that are none": op("exp", 1, [v.BIG, "xyz"]),
    "100,000 digits": op("exp", 1, [v.BIG, "f" * 100_000]),
    "a slice for an operand": op("exp", 1, [v.SLICE, None, None, None]),
    "a generator that is none": op("random.Generator.random", 1, None),
    "an index of text": op("ndarray.__getitem__", 1, [v.LIST, [1, 2]], "x"),
    "lists nested 100 deep": op("exp", 1, nested(100)),
    "a ledger that is not there": [":summary", 0, [77, False]],
    "a ledger that is text": [":summary", 0, ["x", False]],
    "a ledger in place of the run's": [":open", 0, [0, None, 10, None]],
    "a scope of no ledger": [":scope", 0, [55, ""]],
    "a namespace of numbers": [":scope", 0, [1, 5]],
    "a namespace of a million letters": [":scope", 0, [1, "x" * 1_000_000]],
    "a fetch of nothing": [":fetch", 0, [ref(1)]],
    "a text of nothing": [":text", 0, [3, "str"]],
}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
def test_an_operation_that_is_none(raw: RawClient, item: object) -> None:
    reply = raw.run(item, op("ones", 7, 3), buffers=(bytes(16),))
    assert error(reply) in ("ProtocolError", "UnsupportedDtypeError", "TypeError")
    assert reply[1] == []
    assert error(raw.run(op("exp", 8, ref(7)))) == "ProtocolError"  # what came after did not run


@pytest.mark.parametrize(
    ("budget", "wanted"),
    [
        (-1, "InvalidBudgetError"),
        (float("nan"), "InvalidBudgetError"),
        ("9", "InvalidBudgetError"),
        (None, "InvalidBudgetError"),
        ([v.BIG, "f" * 300], ""),
    ],
    ids=str,
)
def test_the_server_checks_budgets_too(raw: RawClient, budget: object, wanted: str) -> None:
    assert error(raw.run([":open", 0, [2, 0, budget, None]])) == wanted


def test_a_generator_is_not_called_as_one_of_another_kind(raw: RawClient) -> None:
    assert raw.run(op("random.RandomState", 1, 3), op("random.default_rng", 2, 3))[0] == m.OK
    for name in (name for name in TABLE if name.startswith("random.Generator.")):
        wrong = op(name, 3, ref(1), *[2] * (TABLE[name].required - 1))
        assert error(raw.run(wrong)), name
    for name in (name for name in TABLE if name.startswith("random.RandomState.")):
        wrong = op(name, 3, ref(2), *[2] * (TABLE[name].required - 1))
        assert error(raw.run(wrong)), name


def test_results_before_the_error_are_kept(raw: RawClient) -> None:
    reply = raw.run(op("ones", 1, 3), op("exp", 2, ref(9)), op("ones", 3, 3))
    assert (error(reply), len(reply[1])) == ("ProtocolError", 1)
    assert raw.run(op("exp", 2, ref(1)))[0] == m.OK


def test_what_is_silent_is_not_described(raw: RawClient) -> None:
    write = op("ndarray.__setitem__", 3, ref(2), 0, 5.0)
    negative = [*op("negative", 4, ref(2)), m.SILENT]
    reply = raw.run(op("ones", 2, 3), [*write, m.SILENT], negative, write, [":fetch", 0, [ref(4)]])
    array, written, read = reply[1]
    assert array == [m.ARRAY, v.DTYPE_NUMBER[float64], [3], False, True]
    assert written == [m.PLAIN, None]
    assert read[1] == struct.pack("<3d", -5, -1, -1)
    text = raw.run([TABLE["array_equal"].index, 9, [ref(2), ref(4)], m.SILENT])[1]
    assert text == [[m.PLAIN, False]]  # not known to be an array, so the client is told


def test_a_view_says_whether_it_can_be_written_to(raw: RawClient) -> None:
    views = [
        op("broadcast_to", 3, ref(2), shape(2, 3)),
        op("ndarray.__getitem__", 4, ref(2), [v.SLICE, 1, None, None]),
        op("sum", 5, ref(2)),
        op("broadcast_arrays", 6, [v.TUPLE, [ref(2), ref(3)]]),
    ]
    *made, (_, both) = raw.run(op("ones", 2, 3), *views)[1]
    assert [described[-1] for described in made] == [True, False, True, False]
    assert both[0][-1] is False  # NumPy warns of writing to it
    assert both[1] == [m.SAME, 3]


def test_a_handle_in_use_is_not_given_away(raw: RawClient) -> None:
    assert raw.run(op("ones", 1, 3))[0] == m.OK
    assert error(raw.run(op("zeros", 1, 3))) == "ProtocolError"


def test_a_freed_handle_is_gone_and_its_number_free(raw: RawClient) -> None:
    assert raw.run(op("ones", 1, 3), 1)[0] == m.OK
    assert error(raw.run(op("exp", 2, ref(1)))) == "ProtocolError"
    assert raw.run(1, -5, 2**62, op("ones", 1, 3))[0] == m.OK  # it may never have been made


def test_bytes_that_are_no_request(shared: RunningServer) -> None:
    with zmq.Context() as context, context.socket(zmq.DEALER) as socket:
        socket.linger = 0
        socket.connect(shared.url)
        for frames in ([b""], [b"", b""], [b"x"], [b"x", b"y", b"z"], [b""] * 100):
            socket.send_multipart(frames)
    with RawClient(shared.url) as client:
        assert client.run(op("ones", 1, 3))[0] == m.OK


def test_too_many_frames(raw: RawClient) -> None:
    header = msgpack.packb([m.RUN, []])
    raw.patience(0.3)
    with pytest.raises(zmq.Again):  # it is no request, and there is no reply
        raw.send(header, *[b""] * (m.MAX_FRAMES + 1))


def test_shapes_that_no_memory_holds(raw: RawClient) -> None:
    for item in (
        op("zeros", 1, shape(10**6, 10**12)),
        op("arange", 1, [v.BIG, "f" * 30]),
        op("ones", 1, shape(*[2**40] * 4)),
    ):
        assert error(raw.run(item)) in (
            "MemoryLimitError",
            "MemoryError",
            "ValueError",
            "OverflowError",
            "BudgetExhaustedError",
        )
