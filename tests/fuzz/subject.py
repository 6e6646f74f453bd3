"""What is fuzzed: a client's session as the server has it, with a neighbour whose state must not change."""

from __future__ import annotations

import functools
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgpack
import numpy as np

from flopscope._ledger.ledger import Ledger
from flopscope._local.session import Session
from flopscope._pricing import files as policy_files
from flopscope._table import TABLE, fingerprint
from flopscope._version import __version__
from flopscope._wire import errors, values
from flopscope._wire import messages as m
from flopscope_eval.sandbox import recorder as reader
from flopscope_server.private.recorder import Recorder, Track
from flopscope_server.session import ClientSession
from flopscope_server.store import OVERHEAD_BYTES, Memory

BUDGET = 10**7
MAX_MEMORY = 8 << 20

HELD = {1: "2 x 3 floats", 2: "integers", 3: "a boolean", 4: "complex numbers", 5: "a generator"}
"""The handles that a session starts with."""

UNFORESEEN = frozenset(
    {"AttributeError", "KeyError", "FlopscopeError", "RuntimeError", "RecursionError"}
)
"""Classes of errors by which a rule shows that it met what it did not expect. They are answers, not crashes."""


class Subject:
    """A session with an array of each kind, of a run that has a budget and a memory limit.

    Parameters
    ----------
    unforeseen : callable, optional
        Told of each error whose class is one of :data:`UNFORESEEN`.
    """

    def __init__(self, unforeseen: Callable[[list[Any]], object] = list) -> None:
        self.unforeseen = unforeseen
        self.ledger = Ledger(BUDGET)
        self.memory = Memory(MAX_MEMORY)
        self.protocol_errors = 0
        self._folder = tempfile.TemporaryDirectory(prefix="fs-")
        self._recording = Path(self._folder.name, "recorder")
        recorder = Recorder(self._recording, dict)
        track = recorder.track()
        new_session = functools.partial(_session, self.ledger, track)
        self.session = ClientSession(new_session, self.memory, self._count, track=track)
        hello = msgpack.packb([m.HELLO, __version__, fingerprint()])
        self.request([hello])
        self._furnish()

    def _count(self) -> None:
        self.protocol_errors += 1

    def _furnish(self) -> None:
        number = TABLE["array"].index
        rows = [values.LIST, [[values.LIST, [1.5, -2.0, 0.0]], [values.LIST, [4.0, 0.5, 1e300]]]]
        items = [
            [number, 1, [rows]],
            [number, 2, [[values.LIST, [3, 1, 2, -1]]]],
            [number, 3, [True]],
            [number, 4, [[values.LIST, [[values.COMPLEX, 1.0, -1.0], 2]]]],
            [TABLE["random.default_rng"].index, 5, [7]],
        ]
        reply = self.request([msgpack.packb([m.RUN, items])])
        assert reply[0] == m.OK, reply

    def request(self, frames: Sequence[bytes]) -> list[Any]:
        """Have a request answered, and check all that must hold of the answer and of what it left."""
        spent = self.ledger.used
        made = self.session.reply(frames)
        assert made is not None
        reply: list[Any] = msgpack.unpackb(made[0], strict_map_key=True)
        assert len(reply) == 5, reply
        assert (reply[0] == m.ERROR) == (reply[2] is not None), reply
        if reply[2] is not None:
            check_error(reply[2])
            if reply[2][0] in UNFORESEEN:
                self.unforeseen(reply[2])
        assert spent <= self.ledger.used <= BUDGET
        assert 0 <= self.memory.used <= MAX_MEMORY + OVERHEAD_BYTES * m.MAX_ITEMS
        return reply

    def close(self) -> None:
        """End the session: nothing of it is left, and all that it spent was recorded."""
        recording = reader.read(self._recording.read_bytes())
        assert recording is not None
        assert (recording.flops_used, recording.culprit) == (self.ledger.used, None)
        self._folder.cleanup()
        self.session.close()
        assert self.memory.used == 0


def check_error(data: list[Any]) -> None:
    """An error can be told to the client."""
    decoded = errors.decode([values.decode(v, _no_reference) for v in data])
    assert isinstance(decoded, BaseException)


def global_state() -> tuple[Any, ...]:
    """What sessions share in NumPy, which no message may change."""
    return (
        tuple(np.geterr().items()),
        str(np.get_printoptions()),
        str(np.random.get_state(legacy=False)),
        len(warnings.filters),
    )


def check_neighbour(subject: Subject) -> None:
    """Another session works as ever."""
    item = [TABLE["exp"].index, 99, [0.0]]
    reply = subject.request(
        [msgpack.packb([m.RUN, [item, [m.FETCH, 0, [[values.HANDLE, 99]]], 99]])]
    )
    assert reply[0] == m.OK, reply


def _session(parent: Ledger, track: Track, admit: Any) -> Session:
    return Session(policy_files.load("metered"), parent, 10**15, None, admit, track)


def _no_reference(tag: int, data: list[Any]) -> Any:
    raise AssertionError(f"an error with the reference {data}")
