"""Whoever reaches the server's socket can do no more to it than be heard or dropped.

No submission comes so far: in a sandbox it has one connection, which its client made. These are what
anybody on the socket could try.
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import msgpack
import pytest

from flopscope._table import fingerprint
from flopscope._version import __version__
from flopscope._wire import messages as m

from .raw import RawClient, op, ref, shape
from .serving import RunningServer

GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32)
READY = b"\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x03REQ"
DELIMITER = b"\x01\x00"
LARGE_FRAME = b"\x02" + (2**40).to_bytes(8, "big")
CONNECTIONS = 1000

BEFORE_THE_HANDSHAKE = {
    "nothing": b"",
    "text": b"GET / HTTP/1.1\r\n\r\n",
    "another version": b"\xff" + bytes(8) + b"\x7f" + b"\x09" * 60,
    "another mechanism": GREETING.replace(b"NULL", b"CURV"),
    "a message for a handshake": GREETING + DELIMITER,
    "a command of gigabytes": GREETING + b"\x06" + (2**40).to_bytes(8, "big"),
}
AFTER_THE_HANDSHAKE = {
    "a frame of gigabytes": DELIMITER + LARGE_FRAME + bytes(1000),
    "frames without an end": (DELIMITER + b"\x01\x01x") * 10_000,
    "reserved flags": b"\xf8\x01x",
    "a command": b"\x04\x05\x04PING",
    "half a message": DELIMITER,
    "no delimiter": b"\x00\x01x",
}


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with RunningServer("--budget", "1000", "--max-memory", "64MB") as running:
        yield running


def connect(server: RunningServer) -> socket.socket:
    there = socket.socket(socket.AF_UNIX)
    there.connect(server.url.removeprefix("ipc://"))
    there.settimeout(5)
    return there


def shake_hands(there: socket.socket) -> None:
    there.sendall(GREETING)
    received = b""
    while b"READY" not in received:
        received += there.recv(4096)
    there.sendall(READY)


def assert_it_serves(server: RunningServer) -> None:
    with RawClient(server.url) as honest:
        assert honest.run(op("ones", 1, 10), op("add", 2, ref(1), ref(1)))[0] == m.OK


def resident(server: RunningServer) -> int:
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


@pytest.mark.parametrize("after", [False, True], ids=["raw", "greeted"])
def test_bytes_that_are_not_zeromqs(server: RunningServer, after: bool) -> None:
    before = resident(server)
    everything = AFTER_THE_HANDSHAKE if after else BEFORE_THE_HANDSHAKE
    for what, sent in everything.items():
        with contextlib.ExitStack() as stack:
            for _ in range(20):
                there = stack.enter_context(connect(server))
                if after:
                    shake_hands(there)
                with contextlib.suppress(OSError):  # it may be dropped in the middle
                    there.sendall(sent)
            assert_it_serves(server)
            assert resident(server) < before + 50_000_000, what
    assert server.stop()["flops_used"] == 10 * len(everything)


def test_a_thousand_connections_at_once(server: RunningServer) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2 * CONNECTIONS), hard))
    try:
        with contextlib.ExitStack() as stack:
            for _ in range(CONNECTIONS):
                stack.enter_context(connect(server)).sendall(GREETING)
            assert_it_serves(server)
        assert_it_serves(server)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert server.stop()["flops_used"] == 20


def framed(content: bytes) -> bytes:
    assert len(content) < 256
    return DELIMITER + bytes([0, len(content)]) + content


def test_answers_that_nobody_reads(server: RunningServer) -> None:
    hello = msgpack.packb([m.HELLO, __version__, fingerprint()])
    make = msgpack.packb([m.RUN, [op("zeros", 1, shape(500_000))]])
    fetch = msgpack.packb([m.RUN, [[":fetch", 0, [ref(1)]]]])
    with connect(server) as there:
        shake_hands(there)
        for request in (hello, make):
            there.sendall(framed(request))
            assert there.recv(65536)
        there.setblocking(False)
        with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            for _ in range(2000):
                there.sendall(framed(fetch))
        for _ in range(5):
            assert_it_serves(server)
        # At most what waits in its socket's buffers beside the array itself.
        assert resident(server) < 300_000_000
    assert server.stop()["flops_used"] == 50


def test_a_link_or_a_file_in_the_sockets_place_is_not_followed(tmp_path: Path) -> None:
    """Where the address can be written by others, which it can in no sandbox."""
    with RunningServer() as server:
        path = Path(server.url.removeprefix("ipc://"))
        path.unlink()
        victim = tmp_path / "victim"
        victim.write_text("kept")
        path.symlink_to(victim)
        os.kill(server.process.pid, 0)
        server.stop()
    assert victim.read_text() == "kept"
