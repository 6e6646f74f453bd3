"""Bytes and frames on a real server's socket, below what its request handler sees: it serves on."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import msgpack
import pytest
import zmq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flopscope._table import TABLE, fingerprint
from flopscope._version import __version__
from flopscope._wire import messages as m

from ..remote.raw import RawClient, op
from ..remote.serving import RunningServer

FEW = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
BUDGET = 10**6
GROWN_KIB = 64 << 10
"""What a server may have taken after all that: buffers of its socket library, and no heap of messages."""

GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01NULL" + bytes(16) + b"\x00" + bytes(31)
HELLO = msgpack.packb([m.HELLO, __version__, fingerprint()])
RUN = msgpack.packb([m.RUN, [op("ones", 1, 10), [TABLE["exp"].index, 2, [[0, 1]]], 1, 2]])


def _command(name: bytes, **properties: bytes) -> bytes:
    body = bytes([len(name)]) + name
    for key, value in properties.items():
        label = key.replace("_", "-").encode()
        body += bytes([len(label)]) + label + struct.pack(">I", len(value)) + value
    return b"\x04" + bytes([len(body)]) + body


READY = _command(b"READY", Socket_Type=b"REQ", Identity=b"")


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    """A frame: flags, a length that may lie, and a body."""
    body = draw(st.sampled_from([b"", HELLO, RUN, READY]) | st.binary(max_size=40))
    flags = draw(st.sampled_from([0, 1, 1, 0, 4, 2, 3, 255]))
    said = draw(st.just(len(body)) | st.sampled_from([0, 1, 200, 2**31, 2**40, 2**63, 2**64 - 1]))
    if said > 255 or flags & 2:
        return bytes([flags | 2]) + struct.pack(">Q", said) + body
    return bytes([flags, said]) + body


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Bytes as they are, cut short, or with one of them changed."""
    how = draw(st.integers(0, 5))
    at = draw(st.integers(0, len(data) - 1))
    if how == 0:
        return data[:at]
    if how == 1:
        return data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]
    return data


streams = st.one_of(
    st.binary(max_size=300),
    st.builds(
        lambda greeting, ready, rest: greeting + ready + b"".join(rest),
        changed(GREETING),
        changed(READY),
        st.lists(frames(), max_size=8),
    ),
)
"""What a peer may say, from bytes of any kind to a conversation that is nearly right."""

multiparts = st.sampled_from([[HELLO], [RUN]]) | st.lists(
    st.sampled_from([b"", HELLO, RUN])
    | st.binary(max_size=40)
    | changed(RUN)
    | st.sampled_from([bytes(1 << 16), b"\xc1" * 1000]),
    min_size=1,
    max_size=6,
)
"""Messages as a socket of the library sends them: of a client, or any frames in any order."""


_sent_messages: list[bool] = []
"""Not empty once this process has run the test of whole messages: tests may be spread over processes."""


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """A server with a budget and little memory, which all of this is sent to."""
    with RunningServer(
        "--budget", str(BUDGET), "--max-memory", "8MB", "--log-level", "error"
    ) as running:
        with RawClient(running.url) as honest:
            honest.run(op("ones", 1, 10))
        before = _resident(running)
        yield running
        assert running.process.poll() is None
        assert _resident(running) - before < GROWN_KIB
        summary = running.stop()
        spent = sum(row["flop_cost"] for row in summary["operations"].values())
        assert summary["flops_used"] == spent < BUDGET
        if _sent_messages:  # which get far into the server
            assert spent > 100
            assert summary["protocol_errors"] > 100


def _resident(server: RunningServer) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def assert_serves(server: RunningServer) -> None:
    """A new client is served as ever."""
    with RawClient(server.url) as honest:
        assert honest.run(op("ones", 1, 10), 1)[0] == m.OK


@FEW
@given(st.lists(streams, min_size=1, max_size=3))
def test_bytes_of_any_kind(server: RunningServer, said: list[bytes]) -> None:
    path = server.url.removeprefix("ipc://")
    with contextlib.ExitStack() as stack:
        for data in said:  # some at once, closed at the end of the block
            peer = stack.enter_context(socket.socket(socket.AF_UNIX))
            peer.settimeout(0.5)
            peer.connect(path)
            with contextlib.suppress(OSError):
                peer.sendall(data)
        assert_serves(server)
    assert server.process.poll() is None


@FEW
@given(st.lists(multiparts, min_size=1, max_size=6), st.sampled_from([zmq.DEALER, zmq.REQ]))
def test_messages_of_any_frames(
    server: RunningServer, said: list[list[bytes]], kind: zmq.SocketType
) -> None:
    _sent_messages[:] = [True]
    with zmq.Context() as context, context.socket(kind) as peer:
        peer.linger = 0
        peer.sndtimeo = peer.rcvtimeo = 200
        peer.connect(server.url)
        for parts in said:
            with contextlib.suppress(zmq.ZMQError):
                peer.send_multipart([b"", *parts] if kind == zmq.DEALER else parts)
                if kind == zmq.REQ:
                    peer.recv_multipart()
        assert_serves(server)
    assert server.process.poll() is None
