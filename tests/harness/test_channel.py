"""The private channel between the harness and a run's server."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flopscope_eval._run.progress import Quiet
from flopscope_eval._run.status import Status
from flopscope_eval.judging.judge import judge
from flopscope_eval.sandbox.channel import SOCKET_NAME, Channel, ChannelError
from flopscope_eval.sandbox.interface import Sandbox
from flopscope_server import private

from .running import program, run, spec_of

TEN_FLOPS = "import flopscope.numpy as fnp\n(fnp.ones(10) + fnp.ones(10)).tolist()\n"


class Pair:
    """Both ends over a real socket; the server's handlers run in its reading thread."""

    def __init__(self, folder: Path) -> None:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(folder / SOCKET_NAME))
            listener.listen()
            self.server = private.Channel(folder, lambda function: function())
            self._socket, _ = listener.accept()
        self.harness = Channel(self._socket.sendall, self.wait)
        self.closed = threading.Event()

    def wait(self, until: Callable[[], bool], timeout_s: float) -> bool:
        for _ in range(int(timeout_s / 0.05)):
            if until():
                return True
            if not select.select([self._socket], [], [], 0.05)[0]:
                continue
            data = self._socket.recv(1 << 20)
            if not data:
                self.harness.close()
                return until()
            self.harness.feed(data)
        return until()

    def hang_up(self) -> None:
        self._socket.close()

    def close(self) -> None:
        self._socket.close()
        self.server.close()


@pytest.fixture
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    made = Pair(tmp_path_factory.mktemp("p"))
    yield made
    made.close()


def test_what_the_harness_asks_is_answered(pair: Pair) -> None:
    pair.server.handle("add", lambda a, b: a + b)
    pair.server.start(pair.closed.set)
    assert pair.harness.call("add", 2, 3) == 5
    big = bytes(range(256)) * 40_000
    assert pair.harness.call("add", big, b"end") == big + b"end"


def test_a_refusal_names_its_reason_and_the_channel_goes_on(pair: Pair) -> None:
    def refuse() -> None:
        raise ValueError("no case is open")

    pair.server.handle("close_case", refuse)
    pair.server.handle("ping", lambda: "pong")
    pair.server.start(pair.closed.set)
    with pytest.raises(ChannelError, match="refused close_case: ValueError: no case is open"):
        pair.harness.call("close_case")
    with pytest.raises(ChannelError, match="has no method 'open'"):
        pair.harness.call("open")
    with pytest.raises(ChannelError, match="refused ping: TypeError"):
        pair.harness.call("ping", 1)
    assert pair.harness.call("ping") == "pong"


def test_the_server_may_speak_first_and_be_asked_in_between(pair: Pair) -> None:
    told: list[Any] = []
    pair.harness.on("case_wanted", lambda name: told.append(pair.harness.call("open", name)))
    pair.server.handle("open", lambda name: f"{name} is open")
    pair.server.start(pair.closed.set)
    pair.server.notify("case_wanted", "c1")
    pair.server.notify("unknown", 1)
    pair.wait(lambda: bool(told), 5)
    assert told == ["c1 is open"]


def test_the_server_learns_that_the_harness_has_gone(pair: Pair) -> None:
    pair.server.start(pair.closed.set)
    pair.hang_up()
    assert pair.closed.wait(5)


def test_a_method_has_one_handler(pair: Pair) -> None:
    pair.server.handle("ping", lambda: None)
    with pytest.raises(ValueError, match="has a handler"):
        pair.server.handle("ping", lambda: None)


@pytest.mark.parametrize(
    "data",
    [b"\0\0\0\x01\xc1", b"\0\0\0\x01\xc0", b"\0\0\0\x02\x91\x07", b"\0\0\0\0", b"\0\0\0\x03\x93\x02\x01"],
)  # fmt: skip
def test_what_is_no_message_breaks_the_channel(data: bytes) -> None:
    channel = Channel(lambda sent: None, lambda until, timeout_s: until())
    channel.feed(data)
    assert channel.broken
    with pytest.raises(ChannelError, match="no message"):
        channel.call("ping")


def test_messages_may_come_in_any_pieces() -> None:
    whole = b"\0\0\0\x05\x93\x02\xa1a\x90" * 3
    for size in range(1, len(whole)):
        told: list[int] = []
        channel = Channel(lambda sent: None, lambda until, timeout_s: until())
        channel.on("a", lambda told=told: told.append(1))
        for start in range(0, len(whole), size):
            channel.feed(whole[start : start + size])
        assert told == [1, 1, 1]


def test_every_sandbox_lets_the_harness_ask_its_server(sandbox: Sandbox, tmp_path: Path) -> None:
    found: list[Any] = []

    def attach(channel: Channel) -> None:
        def ask(version: str, url: str) -> None:
            found.append(json.loads(channel.call("summary"))["flop_budget"])

        channel.on("ready", ask)

    spec = replace(spec_of(program(tmp_path, TEN_FLOPS)), on_channel=attach)
    judged = judge(spec, sandbox, Quiet())
    assert (judged.status, found) == (Status.OK, [10**6])


def test_what_lapack_prints_is_no_part_of_the_score(sandbox: Sandbox, tmp_path: Path) -> None:
    text = TEN_FLOPS + (
        "x = fnp.full((2, 2), fnp.nan)\n"
        "for _ in range(200):  # more than its buffer holds\n"
        "    try:\n        fnp.linalg.lstsq(x, fnp.ones(2))\n"
        "    except fnp.linalg.LinAlgError:\n        pass\n"
    )
    judged = run(sandbox, program(tmp_path, text))
    assert judged.status is Status.OK, judged.message
    assert judged.evidence.server.summary is not None
    log = judged.evidence.server.log
    assert b"DLASCL" in log.head + log.tail
