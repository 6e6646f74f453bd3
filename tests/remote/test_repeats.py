"""Repeated sequences: whatever is sent, it means the operations that it is put together from."""

from __future__ import annotations

import functools
import random
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopscope._ledger.digest import Digest
from flopscope._ledger.ledger import Ledger
from flopscope._local.session import Session
from flopscope._pricing import files as policy_files
from flopscope._table import ORDERED, TABLE, Operation, fingerprint
from flopscope._version import __version__
from flopscope._wire import messages as m
from flopscope._wire import sequences
from flopscope_server import thread_state
from flopscope_server.session import ClientSession
from flopscope_server.store import Memory

FEW = settings(max_examples=60, deadline=None)

ROWS = {
    name: TABLE[name].index
    for name in "add multiply divide power matmul sum exp negative ndarray.__getitem__ stack einsum where "
    "reshape ndarray.__setitem__ maximum transpose ndarray.astype concatenate cumsum unique".split()
}


MILD = (
    "add multiply divide exp negative where maximum sum ndarray.astype ndarray.__getitem__".split()
)
"""Rows that most arrays and numbers will do for."""


class Side:
    """A session of its own run, with three arrays."""

    def __init__(self, budget: int | None = None) -> None:
        thread_state.install()
        self.ledger = Ledger(budget, digest=Digest())
        policy = policy_files.load(None, TABLE)
        new = functools.partial(_session, policy, self.ledger)
        self.session = ClientSession(new, Memory(1 << 22), list)
        self.request([m.HELLO, __version__, fingerprint()])
        number = TABLE["array"].index
        ones = [2, [[2, [1.0, 2.0, 3.0]], [2, [4.0, 5.0, 6.0]], [2, [7.0, 8.0, 9.0]]]]
        made = [
            [number, 1, [ones]],
            [number, 2, [[2, [0.5, 0.0, -1.0]]]],
            [number, 3, [[2, [2, 0, 1]]]],
        ]
        assert self.request([m.RUN, made])[0] == m.OK

    def request(self, header: list[Any]) -> list[Any]:
        frames = self.session.reply([msgpack.packb(header)])
        assert frames is not None
        return msgpack.unpackb(frames[0])  # type: ignore[no-any-return]

    def state(self) -> Any:
        values = self.session._store.values
        held = {h: (v.dtype.name, v.shape, v.tobytes()) for h, v in values.items()}
        operations = self.ledger.summary_dict(True)["operations"]
        counts = {name: (row["calls"], row["flop_cost"]) for name, row in operations.items()}
        never = {h: repr(e) for h, e in self.session._store.never_made.items()}
        assert self.ledger.digest is not None
        return held, counts, self.ledger.digest.hexdigest(), never


def _session(policy: Any, ledger: Ledger, admit: Any) -> Session:
    return Session(policy, ledger, 10**15, None, admit)


def drawn(rng: random.Random, base: int, known: list[int]) -> list[Any]:
    """A sequence as a client could queue it; now and then one that it could not."""
    items: list[Any] = []
    made = list(known)
    for handle in range(base, base + rng.randint(1, 9)):
        name = rng.choice(list(ROWS) if rng.random() < 0.1 else MILD)
        one, two = [0, rng.choice(made)], [0, rng.choice(made)]
        number = rng.choice([2.0, 0, -1, True, 0.5, 1e300])
        arguments: list[Any] = {
            "sum": [one, rng.choice([0, None, None, None])],
            "ndarray.__getitem__": [one, rng.choice([0, -1, 1, [3, 0, 2, None], [4], [4], two])],
            "ndarray.__setitem__": [one, rng.choice([0, 9]), number],
            "stack": [[2, [one, two]]],
            "concatenate": [[2, [one, two]]],
            "einsum": [[1, [rng.choice(["ij,j->i", "ij,jk->ik"]), one, two]]],
            "where": [one, two, number],
            "reshape": [one, rng.choice([9, 3, [1, [3, 3]]])],
            "ndarray.astype": [one, [7, rng.randint(0, 12)]],
            **{key: [one] for key in ("exp", "negative", "transpose", "cumsum", "unique")},
        }.get(name, [one, rng.choice([two, number])])
        is_operator = TABLE[name].operator is not None and rng.random() < 0.2
        number = ~ROWS[name] if is_operator else ROWS[name]
        items.append([number, handle, arguments, m.SILENT])
        made.append(handle)
        if rng.random() < 0.3 and len(made) > len(known):
            items.append(made.pop(rng.randrange(len(known), len(made))))
        elif rng.random() < 0.001:
            items.append(rng.choice([*known, 77]))
    return items


class Pair:
    """Two sessions: one is sent sequences by their number, the other the operations that they mean."""

    def __init__(self, budget: int | None = None) -> None:
        self.plain, self.short = Side(budget), Side(budget)
        self._base = 100

    def bases(self) -> int:
        """Handles that are free, now that so many are given."""
        self._base += 100
        return self._base

    def compare(self, rng: random.Random, number: int = 0) -> int:
        """Keep a sequence, and repeat it some times; how often."""
        first = drawn(rng, self.bases(), [1, 2, 3])
        apart = sequences.taken_apart(first)
        assert apart is not None
        steps = sequences.steps(apart.pattern)
        base, _, inputs, numbers = apart
        assert sequences.put_together(steps, base, inputs, numbers) == first
        left = self.plain.request([m.RUN, first])
        right = self.short.request([m.RUN, [[m.KEEP, 0, [number, len(first)]], *first]])
        assert left == right
        repeats = rng.randint(1, 6)
        for _ in range(repeats):
            base = self.bases()
            inputs, numbers = apart.inputs, apart.numbers
            if rng.random() < 0.3:  # other arrays
                inputs = rng.sample([1, 2, 3], len(inputs)) if len(inputs) < 4 else inputs
            if rng.random() < 0.2:  # what no honest client sends
                inputs = [rng.choice([1, 2, 3, h, base + 1, rng.randint(1, base)]) for h in inputs]
                numbers = [rng.choice([n, n, 2.5, 3, False]) for n in numbers]
            whole = sequences.put_together(steps, base, inputs, numbers)
            fetch = [m.FETCH, base + 90, [[0, base]]]
            left = self.plain.request([m.RUN, [*whole, fetch]])
            repeat = [m.REPEAT, base, [number, inputs, numbers], m.SILENT]
            right = self.short.request([m.RUN, [repeat, fetch]])
            assert left == right, (first, inputs, numbers)
        assert self.plain.state() == self.short.state(), (first, inputs, numbers)
        return repeats


@FEW
@given(st.integers(0, 2**40))
def test_a_repeated_sequence_is_its_operations(seed: int) -> None:
    Pair().compare(random.Random(seed))


@FEW
@given(st.integers(0, 2**40), st.integers(0, 400))
def test_it_is_refused_at_the_same_operation(seed: int, budget: int) -> None:
    Pair(budget).compare(random.Random(seed))


def _loop(side: Side, base: int, source: int, repeat: bool, count: int = 4) -> list[Any]:
    items: list[Any] = []
    for handle in range(base, base + count):
        items += [
            [ROWS["add"], handle, [[0, source], [0, 2]], 1],
            *([source] if source > 9 else []),
        ]
        source = handle
    if not repeat:
        return items
    apart = sequences.taken_apart(items)
    assert apart is not None
    return [[m.REPEAT, base, [0, apart.inputs, apart.numbers], 1]]


def test_the_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    side = Side()
    items = _loop(side, 100, 1, repeat=False)
    side.request([m.RUN, [[m.KEEP, 0, [0, len(items)]], *items]])
    side.request([m.RUN, _loop(side, 200, 1, repeat=True)])  # learns
    monkeypatch.setattr(ClientSession, "_one", lambda *_: pytest.fail("it went the long way"))
    assert side.request([m.RUN, _loop(side, 300, 1, repeat=True)])[0] == m.OK
    wanted = np.arange(1.0, 10.0).reshape(3, 3) + 4 * np.array([0.5, 0.0, -1.0])
    assert side.session._store.values[303].tolist() == wanted.tolist()


def test_other_shapes_are_priced_as_they_are() -> None:
    side = Side()
    items = _loop(side, 100, 1, repeat=False)
    side.request([m.RUN, [[m.KEEP, 0, [0, len(items)]], *items]])
    for base in (200, 300):
        side.request([m.RUN, _loop(side, base, 1, repeat=True)])
    before = side.ledger.summary_dict(False)["flops_used"]
    big = [[TABLE["ones"].index, 50, [[1, [100, 3, 3]]]]]
    assert side.request([m.RUN, big])[0] == m.OK
    assert side.request([m.RUN, _loop(side, 400, 50, repeat=True)])[0] == m.OK
    assert side.ledger.summary_dict(False)["flops_used"] - before == 4 * 900


MALFORMED: list[Any] = [
    [m.REPEAT, 10, [1, [], []], 1],
    [m.REPEAT, 10, [0, [], []], 1],
    [m.REPEAT, -1, [0, [1, 2], []], 1],
    [m.REPEAT, 10, [0, [1, 2], [1.0]], 1],
    [m.REPEAT, 10, [0, [1, "2"], []], 1],
    [m.REPEAT, 10, [0, [1, 2], []]],
    [m.REPEAT, 10, [[], [], []], 1],
    [m.REPEAT],
    [m.KEEP, 0, [0, 0]],
    [m.KEEP, 0, [0, 5]],
    [m.KEEP, 0, [m.MAX_SEQUENCES, 1]],
    [m.KEEP, 0, "no"],
    [m.KEEP],
]


@pytest.mark.parametrize("item", MALFORMED, ids=map(str, MALFORMED))
def test_what_is_none_is_refused(item: Any) -> None:
    side = Side()
    side.request([m.RUN, [[m.KEEP, 0, [0, 1]], [ROWS["add"], 100, [[0, 1], [0, 2]], 1]]])
    before = side.state()
    reply = side.request([m.RUN, [item, [ROWS["add"], 300, [[0, 1], [0, 1]], 1]]])
    assert reply[0] == m.ERROR
    assert "ProtocolError" in str(reply[2])
    assert side.state()[:3] == before[:3]


def test_a_request_cannot_grow_without_end() -> None:
    side = Side()
    items = _loop(side, 100, 1, repeat=False, count=200)
    side.request([m.RUN, [[m.KEEP, 0, [0, len(items)]], *items]])
    many = [_loop(side, 1000 * n, 1, repeat=True, count=200)[0] for n in range(1, 200)]
    reply = side.request([m.RUN, many])
    assert reply[0] == m.ERROR
    assert f"{m.MAX_ITEMS}" in str(reply[2])


def test_a_number_that_a_rule_reads_is_no_mere_operand() -> None:
    side = Side()
    power = TABLE["power"].index
    squares = [[power, 100, [[0, 1], 2], 1], [power, 101, [[0, 1], 2], 1]]
    apart = sequences.taken_apart(squares)
    assert apart is not None
    assert not apart.numbers
    side.request([m.RUN, [[m.KEEP, 0, [0, 2]], *squares]])
    assert side.request([m.RUN, [[m.REPEAT, 200, [0, [1], [0.5]], 1]]])[0] == m.ERROR


@pytest.mark.parametrize("row", [row for row in ORDERED if row.reads_number], ids=lambda r: r.name)
def test_rows_that_read_numbers_are_known(row: Operation) -> None:
    places = [i for i, p in enumerate(row.params) if p.name == row.reads_number]
    assert sequences._operands(row.index).isdisjoint(places)
