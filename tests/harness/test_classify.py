"""From evidence to a status."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flopscope_eval._run.status import TABLE, Fault, Killer, KillReason, Status
from flopscope_eval.judging.verdict import classify
from flopscope_eval.participant.config import EXIT_MEMORY_ERROR
from flopscope_eval.sandbox.interface import Evidence, Exit, Kill, Oom, ServerEvidence

SUMMARY = {"refused": None, "protocol_errors": 0}
REFUSED = {"op_name": "matmul", "flop_cost": 10**6, "flops_remaining": 12}
GOOD = Evidence(
    "process",
    started=True,
    exit=Exit(code=0),
    server=ServerEvidence(exit=Exit(code=0), summary=SUMMARY),
)


def summary(**changes: object) -> ServerEvidence:
    return replace(GOOD.server, summary={**SUMMARY, **changes})


def test_a_good_end() -> None:
    assert classify(GOOD).status is Status.OK


@pytest.mark.parametrize("reason", list(KillReason))
def test_a_kill_by_the_harness_comes_before_its_consequences(reason: KillReason) -> None:
    killed = replace(
        GOOD,
        kill=Kill(Killer.HARNESS, reason, "used 2 of 1"),
        exit=Exit(signal=9),
        server=replace(summary(refused=REFUSED, protocol_errors=1), lost=True),
    )
    verdict = classify(killed)
    assert verdict.status not in (Status.OK, Status.SUBMISSION_ERROR, Status.BUDGET_EXHAUSTED)
    assert "used 2 of 1" in verdict.message


def test_a_refusal_that_was_caught_is_no_failure() -> None:
    assert classify(replace(GOOD, server=summary(refused=REFUSED))).status is Status.OK


def test_a_refusal_that_ended_the_submission_names_the_operation() -> None:
    verdict = classify(replace(GOOD, exit=Exit(code=1), server=summary(refused=REFUSED)))
    assert verdict.status is Status.BUDGET_EXHAUSTED
    assert "matmul costs 1,000,000 FLOPs and 12 were left" in verdict.message


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (Exit(code=1), "exited with code 1"),
        (Exit(code=137), "exited with code 137"),
        (Exit(signal=9), "ended by SIGKILL"),
        (Exit(signal=40), "ended by signal 40"),
    ],
)
def test_an_end_of_its_own(end: Exit, words: str) -> None:
    verdict = classify(replace(GOOD, exit=end))
    assert verdict.status is Status.SUBMISSION_ERROR
    assert words in verdict.message


def test_memory_by_the_kernels_word_or_the_interpreters() -> None:
    killed = replace(GOOD, exit=Exit(signal=9), oom=Oom(1, "memory.events"))
    assert classify(killed).status is Status.MEMORY_LIMIT
    assert classify(replace(killed, exit=Exit(code=0))).status is Status.MEMORY_LIMIT
    assert classify(replace(killed, oom=Oom(0, "memory.events"))).status is Status.SUBMISSION_ERROR
    raised = replace(GOOD, exit=Exit(code=EXIT_MEMORY_ERROR))
    assert classify(raised).status is Status.MEMORY_LIMIT


def test_malformed_messages_are_told_even_of_a_submission_that_ends_well() -> None:
    assert classify(replace(GOOD, server=summary(protocol_errors=2))).status == "protocol_violation"


def test_no_score_without_a_server() -> None:
    lost = replace(GOOD.server, lost=True, exit=Exit(signal=9), summary=None)
    assert classify(replace(GOOD, server=lost)).status is Status.SERVER_LOST
    silent = replace(GOOD.server, summary=None, no_summary_reason="it ended without one")
    verdict = classify(replace(GOOD, server=silent))
    assert (verdict.status, "without one" in verdict.message) == (Status.HARNESS_ERROR, True)


def test_what_never_started_is_not_the_submissions_fault() -> None:
    assert classify(replace(GOOD, started=False)).status is Status.HARNESS_ERROR
    assert classify(replace(GOOD, failure="no space left")).message == "no space left"


def test_every_status_has_a_row_and_an_exit_code_of_its_own() -> None:
    assert set(TABLE) == set(Status)
    codes = [row.exit_code for row in TABLE.values()]
    assert len(set(codes)) == len(codes)
    assert not {1, 2} & set(codes)
    assert all(
        code < 126 or status == "interrupted" for status, code in zip(TABLE, codes, strict=True)
    )
    assert {status for status, row in TABLE.items() if row.fault is Fault.HARNESS} == {
        Status.SERVER_LOST,
        Status.INTERRUPTED,
        Status.HARNESS_ERROR,
    }
