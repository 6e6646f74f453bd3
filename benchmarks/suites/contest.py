"""Cases: how long one takes from being asked for to its answer in the harness's memory.

Inputs were made before, and nothing is graded or written. The least that such a case needs is one copy of
its inputs, and two exchanges of messages: the case and the answer.
"""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Spread
from benchmarks.rows import Effort, Row, duration
from benchmarks.suites import remote
from flopscope_eval._run.limits import Limits
from flopscope_eval._run.submission import Submission
from flopscope_eval.cases.feed import Budgets, CaseFeed
from flopscope_eval.contests.config import AnswerPart, Round
from flopscope_eval.grading.frames import Array
from flopscope_eval.grading.prepared import PreparedCase
from flopscope_eval.participant.contest import CONTRACT, FOLDER
from flopscope_eval.sandbox import choose
from flopscope_eval.sandbox.interface import RunSpec

CASES, BYTES = 100, 2 << 20
SUBMISSION = "def solve(x):\n    return x[:1]\n"
TERMS = (
    '{"entry": "submission.py", "kind": "function", "name": "solve", "base": null,'
    ' "arguments": [], "shims": [], "adapter": false}'
)


class _TimedFeed(CaseFeed):
    """Notes when the first case was asked for, and when the last answer was here."""

    first = last = 0.0

    def _next(self) -> None:
        if self._setup_done and not self.first:
            self.first = time.perf_counter()
        super()._next()

    def _closed(self, number: int, *more: Any) -> None:
        super()._closed(number, *more)
        self.last = time.perf_counter()


def measure(effort: Effort) -> list[Row]:
    """Measure the one row."""
    count = CASES if effort.seconds else 3
    rounds, taken, copies, pings = effort.fewer(4), [], [], []
    inputs = np.random.default_rng(1).random(BYTES // 8)
    with remote.echo(remote.SMALL) as url:
        for _ in range(rounds):
            taken.append(_cases(inputs, count))
            copies.append(_copy(inputs))
            pings.append(_ping(url))
    least = [copy + 2 * ping for copy, ping in zip(copies, pings, strict=True)]
    ratios = [case / floor for case, floor in zip(taken, least, strict=True)]
    row = Row(
        "contest-case",
        f"a case of 2 MiB, from `next` to its answer in memory ({count} in one process)",
        "a copy of the inputs and two ping-pongs",
        3.0,
        Spread.of(ratios),
        f"{duration(np.median(taken))}; {duration(np.median(copies))} + 2 × {duration(np.median(pings))}",
    )
    row.samples = {"case_s": taken, "copy_s": copies, "ping_s": pings}
    return [row]


def _cases(inputs: np.ndarray, count: int) -> float:
    """Run so many cases in the process sandbox; give the seconds that each took."""
    array = Array("float64", inputs.shape, inputs.tobytes())
    cases: Iterator[PreparedCase] = (
        PreparedCase(n, f"case-{n}", "", {"x": array}, None, {}) for n in range(count)
    )
    feed = _TimedFeed(
        cases,
        [AnswerPart(dtype="float64", shape=(1,))],
        Round(flops=1000),
        Budgets(0, 60.0, 60.0, 1 << 20),
        b"benchmark",
        {},
    )
    with tempfile.TemporaryDirectory() as folder:
        path, terms = Path(folder, "submission.py"), Path(folder, CONTRACT)
        path.write_text(SUBMISSION)
        terms.write_text(TERMS)
        spec = RunSpec(
            run_id=secrets.token_hex(8),
            submission=Submission.load(path).beside(FOLDER, {CONTRACT: terms}),
            budget=10**6,
            limits=Limits.from_values(),
            policy="flops",
            seed=1,
            on_channel=feed.attach,
            watch=feed,
        )
        choose("process").run(spec, _Silent())
    feed.finish()
    found = [(o.outcome, o.reason) for o in feed.outcomes if o.outcome not in ("ready", "answered")]
    assert not found, found[:2]
    assert [o.outcome for o in feed.outcomes] == ["ready", *["answered"] * count]
    return (feed.last - feed.first) / count


def _copy(inputs: np.ndarray, times: int = 50) -> float:
    """Copy the inputs into new arrays, as often as there are cases; give the seconds of each."""
    started = time.perf_counter()
    for _ in range(times):
        inputs.copy()
    return (time.perf_counter() - started) / times


def _ping(url: str, times: int = 500) -> float:
    socket = remote.connected(url)
    payload = b"x" * 64
    started = time.perf_counter()
    for _ in range(times):
        socket.send(payload)
        socket.recv()
    taken = (time.perf_counter() - started) / times
    socket.close(0)
    return taken


class _Silent:
    """Progress that nobody watches."""

    def stage(self, text: str) -> None:
        """Nothing."""

    def detail(self, text: str) -> None:
        """Nothing."""
