"""The case protocol as a state machine, held against a real server."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from flopscope._wire import messages as m
from flopscope._wire import values
from tests.remote.raw import RawClient, error, op, ref, shape

from .desk_server import DeskServer

INPUT = ["float64", [3], struct.pack("<3d", 1, 2, 3)]
CASE = {"inputs": [INPUT], "answer": [["y", "float64", [3]]], "budget": "30"}
SETUP = {"budget": "30"}
HANDLES = iter(range(1, 10**9))


def ask(client: RawClient, reason: str = "") -> tuple[dict[str, Any], int]:
    """Ask for the next phase; give what it is, and the handle of its first input."""
    base = next(HANDLES) * 100
    reply = client.run([m.NEXT, base, [reason]])
    assert reply[0] == m.OK, reply
    (_, (info, *_)) = reply[1][-1]
    return json.loads(info[1]), base


def closing(server: DeskServer, count: int) -> list[Any]:
    """Wait until so many phases were reported closed; give the last."""
    deadline = time.monotonic() + 10
    while len(server.closed) < count:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert len(server.closed) == count
    return server.closed[-1]


@pytest.fixture
def desk() -> Iterator[DeskServer]:
    """A server with setup and three cases."""
    with DeskServer([SETUP, CASE, CASE, CASE]) as server:
        yield server


def test_an_answer_is_copied_when_it_is_given(desk: DeskServer) -> None:
    with desk.client() as client:
        ask(client)
        info, x = ask(client)
        assert info == {"phase": "case", "number": 0}
        y = next(HANDLES)
        assert client.run(op("add", y, ref(x), ref(x)), [m.ANSWER, next(HANDLES), [ref(y)]])[0] == 0
        number, outcome, _, usage, parts = closing(desk, 2)
    assert (number, outcome, parts) == (0, "answered", [struct.pack("<3d", 2, 4, 6)])
    assert usage["flops"] == "3"
    assert usage["operations"] == {"add": "3"}


def test_nothing_runs_before_the_first_phase_or_between_two(desk: DeskServer) -> None:
    upload = [values.BUFFER, 1, values.DTYPE_NUMBER[values.DTYPES[0]], [1]]
    with desk.client() as client:
        for attempt in (
            [op("zeros", next(HANDLES), shape(3))],
            [op("copy", next(HANDLES), upload)],
            [[m.OPEN, 0, [2, 0, 10, None]]],
            [[m.RESET, 0, []]],
        ):
            buffers = (b"\0",) if upload in attempt[0][-1] else ()
            assert error(client.run(*attempt, buffers=buffers)) == "CaseClosedError"
        ask(client)
        _, x = ask(client)
        client.run([m.ANSWER, next(HANDLES), [ref(x)]])
        assert error(client.run([m.FETCH, next(HANDLES), [ref(x)]])) == "CaseClosedError"
        assert error(client.run([m.TEXT, 0, [ref(x), "str", [1, []]]])) == "CaseClosedError"
        assert error(client.run([m.ANSWER, 0, [ref(x)]])) == "CaseClosedError"


def test_operations_after_the_answer_in_the_same_message_are_refused(desk: DeskServer) -> None:
    with desk.client() as client:
        ask(client)
        _, x = ask(client)
        late = next(HANDLES)
        reply = client.run([m.ANSWER, 0, [ref(x)]], op("add", late, ref(x), ref(x)))
        assert error(reply) == "CaseClosedError"
        assert closing(desk, 2)[3]["flops"] == "0"


def test_arrays_end_with_their_case_and_those_of_setup_do_not(desk: DeskServer) -> None:
    with desk.client() as client:
        ask(client)
        weights = next(HANDLES) * 100
        client.run(op("ones", weights, shape(3)))
        _, first = ask(client)
        _, second = ask(client)  # without an answer
        assert closing(desk, 2)[1] == "no_answer"
        assert client.run(op("add", next(HANDLES), ref(second), ref(weights)))[0] == m.OK
        reply = client.run(op("add", next(HANDLES), ref(second), ref(first)))
        assert error(reply) == "CaseClosedError"
        assert error(client.run([m.ANSWER, 0, [ref(first)]])) == "AnswerRefusedError"
        assert closing(desk, 3)[1] == "bad_answer"


def test_a_handle_of_setup_that_was_freed_carries_nothing_into_the_next_case(
    desk: DeskServer,
) -> None:
    with desk.client() as client:
        ask(client)
        slot = next(HANDLES) * 100
        client.run(op("ones", slot, shape(3)))
        ask(client)
        client.run(slot, op("zeros", slot, shape(3)))  # freed, and taken again within the case
        ask(client)
        assert error(client.run([m.FETCH, 0, [ref(slot)]])) == "CaseClosedError"


@pytest.mark.parametrize(
    "answer",
    [[], ["x", "x"], [None], [7], [[values.LIST, [1.0]]], ["wrong dtype"], ["wrong shape"]],
    ids=str,
)
def test_an_answer_that_is_not_as_declared_fails_its_case_alone(
    desk: DeskServer, answer: list[Any]
) -> None:
    with desk.client() as client:
        ask(client)
        _, x = ask(client)
        integers, long = next(HANDLES), next(HANDLES)
        client.run(op("ones", integers, shape(3), [values.DTYPE, _number("int64")]))
        client.run(op("ones", long, shape(4)))
        named = {"x": x, "wrong dtype": integers, "wrong shape": long}
        packed = [ref(named[a]) if isinstance(a, str) else a for a in answer]
        assert error(client.run([m.ANSWER, 0, packed])) == "AnswerRefusedError"
        assert closing(desk, 2)[1] == "bad_answer"
        _, again = ask(client)
        assert client.run([m.ANSWER, 0, [ref(again)]])[0] == m.OK
        assert closing(desk, 3)[1] == "answered"


def test_every_connection_and_context_lies_under_the_open_case(desk: DeskServer) -> None:
    with desk.client() as one, desk.client() as other:
        ask(one)
        one.run([m.OPEN, 0, [2, 0, 10**6, None]], [m.SCOPE, 0, [2, "kept"]])
        _, x = ask(one)  # the context of setup is still open in the submission's eyes
        assert one.run(op("add", next(HANDLES), ref(x), ref(x)))[0] == m.OK
        assert other.run(op("sqrt", next(HANDLES), 4.0))[0] == m.OK
        with desk.client() as late:
            assert late.run(op("sqrt", next(HANDLES), 4.0))[0] == m.OK
            for _ in range(25):
                last = late.run(op("sqrt", next(HANDLES), 4.0))
            assert last[0] == m.OK
            assert error(late.run(op("add", next(HANDLES), [values.LIST, [1, 2, 3]], 1))) == (
                "BudgetExhaustedError"
            )
        ask(one)
        number, _, _, usage, _ = closing(desk, 2)
        assert (number, usage["flops"]) == (0, "30")
        assert usage["refused"] == ["add", "3", "0"]


def test_what_the_cases_cost_is_what_the_run_cost() -> None:
    with DeskServer([SETUP, CASE, CASE, CASE]) as desk, desk.client() as client:
        ask(client)
        client.run(op("ones", next(HANDLES), shape(3)))
        for _ in range(3):
            _, x = ask(client)
            client.run(op("add", next(HANDLES), ref(x), ref(x)))
            client.run([m.ANSWER, 0, [ref(x)]])
        assert ask(client)[0] == {"phase": "end"}
        assert ask(client)[0] == {"phase": "end"}
    assert sum(int(c[3]["flops"]) for c in desk.closed) == desk.summary["flops_used"]


def test_a_phase_that_is_open_at_the_end_is_reported() -> None:
    with DeskServer([SETUP, CASE]) as desk, desk.client() as client:
        ask(client)
        _, x = ask(client)
        client.run(op("add", next(HANDLES), ref(x), ref(x)))
        desk._process.terminate()
        assert closing(desk, 2)[:2] == [0, "run_ended"]
        assert desk.closed[-1][3]["flops"] == "3"


def test_unseeded_generators_depend_on_the_case_and_not_on_what_came_before() -> None:
    def draw(client: RawClient) -> Any:
        handle = next(HANDLES)
        client.run(op("random.random", handle, shape(2)))
        return client.run([m.FETCH, 0, [ref(handle)]])[1][0][1]

    cases = [{**CASE, "seed": f"{n:064x}"} for n in (1, 2, 1)]
    with DeskServer([SETUP, *cases]) as desk, desk.client() as client:
        ask(client)
        draw(client)
        drawn = []
        for _ in cases:
            ask(client)
            drawn.append(draw(client))
        assert drawn[0] == drawn[2] != drawn[1]


def test_inputs_that_do_not_fit_beside_the_submissions_arrays_fail_their_case() -> None:
    big = {**CASE, "inputs": [["uint8", [2**20], bytes(2**20)]]}
    with (
        DeskServer([SETUP, big, CASE], "--max-memory", "1500KiB") as desk,
        desk.client() as client,
    ):
        ask(client)
        client.run(op("ones", next(HANDLES), shape(100_000)))
        assert error(client.run([m.NEXT, next(HANDLES) * 100, [""]])) == "MemoryLimitError"
        assert closing(desk, 2)[1] == "no_memory"
        assert ask(client)[0]["number"] == 1


def test_to_wait_for_a_case_is_no_long_operation() -> None:
    with (
        DeskServer([SETUP, CASE], "--operation-limit", "0.3") as desk,
        desk.client() as client,
    ):
        desk.delay_s = 1.0
        assert ask(client)[0]["phase"] == "setup"
        assert ask(client)[0]["phase"] == "case"
        assert ask(client)[0]["phase"] == "end"
        assert ask(client)[0]["phase"] == "end"


def _number(name: str) -> int:
    return next(i for i, d in enumerate(values.DTYPES) if d.name == name)


class Protocol(RuleBasedStateMachine):
    """What a submission can do to the desk, against a model of what must come of it."""

    COUNT = 4

    @initialize()
    def start(self) -> None:
        self.server = DeskServer([SETUP, *[CASE] * self.COUNT])
        self.server.__enter__()
        self.clients = [self.server.client(), self.server.client()]
        self.state = "closed"
        self.number = -2  # setup is the first that opens
        self.spent = 0
        self.expected: list[tuple[int, str, str]] = []
        self.input: int | None = None
        self.owner = 0
        self.stale: list[tuple[int, int]] = []

    def close(self, outcome: str) -> None:
        self.expected.append((self.number, outcome, str(self.spent)))
        if self.input is not None:
            self.stale.append((self.owner, self.input))
        self.state, self.input, self.spent = "closed", None, 0

    @rule(who=st.sampled_from([0, 1]))
    def ask_next(self, who: int) -> None:
        if self.state == "open":
            self.close("ready" if self.number == -1 else "no_answer")
        info, base = ask(self.clients[who])
        if self.number + 1 >= self.COUNT:
            assert info == {"phase": "end"}
            self.state = "ended"
            return
        self.number += 1
        assert info["number"] == self.number
        self.state, self.owner = "open", who
        self.input = None if self.number == -1 else base

    @rule(who=st.sampled_from([0, 1]), cost=st.sampled_from([1, 3, 12]))
    def compute(self, who: int, cost: int) -> None:
        handle = next(HANDLES)
        reply = self.clients[who].run(op("sqrt", handle, [values.LIST, [1.0] * cost]), handle)
        if self.state != "open":
            assert error(reply) == "CaseClosedError"
        elif self.spent + cost > 30:
            assert error(reply) == "BudgetExhaustedError"
        else:
            assert reply[0] == m.OK
            self.spent += cost

    @rule(who=st.sampled_from([0, 1]), good=st.booleans())
    def answer(self, who: int, good: bool) -> None:
        is_case = self.state == "open" and self.input is not None
        handle = self.input if is_case and who == self.owner and good else next(HANDLES)
        reply = self.clients[who].run([m.ANSWER, 0, [ref(handle)]])
        if not is_case:
            # An answer to setup names nothing that is a case's, and changes nothing.
            assert error(reply) in ("CaseClosedError", "AnswerRefusedError")
        elif who == self.owner and good:
            assert reply[0] == m.OK
            self.close("answered")
        else:
            assert error(reply) == "AnswerRefusedError"
            self.close("bad_answer")

    @precondition(lambda self: self.stale)
    @rule(data=st.data())
    def read_an_earlier_case(self, data: st.DataObject) -> None:
        owner, handle = data.draw(st.sampled_from(self.stale))
        assert error(self.clients[owner].run([m.FETCH, 0, [ref(handle)]])) == "CaseClosedError"

    @rule(who=st.sampled_from([0, 1]))
    def reconnect(self, who: int) -> None:
        if self.input is not None and who == self.owner:
            return
        self.stale = [(owner, handle) for owner, handle in self.stale if owner != who]
        self.clients[who].__exit__(None, None, None)
        self.clients[who] = self.server.client()

    @invariant()
    def everything_is_reported_once(self) -> None:
        if hasattr(self, "server"):
            if self.expected:
                closing(self.server, len(self.expected))
            seen = [(n, outcome, usage["flops"]) for n, outcome, _, usage, _ in self.server.closed]
            assert seen == self.expected

    def teardown(self) -> None:
        if hasattr(self, "server"):
            for client in self.clients:
                client.__exit__(None, None, None)
            self.server.__exit__(None, None, None)


def test_the_protocol_is_its_model() -> None:
    run_state_machine_as_test(
        Protocol,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
