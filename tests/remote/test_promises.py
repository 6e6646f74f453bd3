"""What a client queued and counts on, when the server has no memory for it."""

from __future__ import annotations

from tests.remote.serving import RunningServer, run_client

PROGRAM = """
import flopscope.numpy as fnp
kept = []
try:
    for _ in range(100):
        kept.append(fnp.ones(500_000) + 1)
    kept[-1][0].item()
except MemoryError as error:
    print(type(error).__name__, len(kept) < 100)
try:
    float(kept[-1][0])
except MemoryError as error:
    print(type(error).__name__)
kept.clear()
try:
    fnp.eye(10**6)[:1].tolist()
except MemoryError as error:
    print(type(error).__name__)
print(float(fnp.ones(3).sum()))
"""


def test_arrays_that_were_promised_and_never_made_are_no_violation() -> None:
    with RunningServer("--max-memory", "100MB") as server:
        found = run_client(server.url, PROGRAM).splitlines()
        summary = server.stop()
    assert found[0] == "MemoryLimitError True"
    assert found[-2:] == ["MemoryLimitError", "3.0"]
    assert summary["protocol_errors"] == 0
