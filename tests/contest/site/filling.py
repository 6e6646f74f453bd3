"""Fills stores with results to show."""

from __future__ import annotations

import random
from typing import Any

from flopscope_eval.contests.records import Usage
from flopscope_eval.store import lease, queue
from flopscope_eval.store.store import Store
from tests.contest import making

DOCUMENT: dict[str, Any] = {
    "title": "Low-rank approximation",
    "splits": {"public": {"public": True}, "private": {"public": False}},
    "rounds": {"final": {"budget": 10**9}},
    "board": {"final": "best", "digits": 3},
}

SECRETS = {
    "case": "private-case-7f3a",
    "group": "private-group-91bc",
    "stdout": "printed-by-another-5d20",
    "private stdout": "printed-in-private-88ef",
    "message": "traceback-of-another-c4d1",
    "operation": "private_operation_e21a",
}
"""Texts that participants must not find in any page."""

NAMES = ["ada", "grace", "émile", "Надежда"]

HOSTILE = [
    "</script><script>window.hacked=1</script>",
    '"><img src=x onerror=window.hacked=1>',
    "{{ 7 * 7 }}",
    "evil\u202egnp.exe",
    "nul\x00 and \ud800",
    "=HYPERLINK(1)",
    "javascript:window.hacked=1",
    "line\nbreak\u2028\u2029",
    "../../../etc/passwd",
]


def outcome(number: int, cases: int, split: str, generator: random.Random, author: str) -> Any:
    """Make the outcome of a run."""
    is_private = split == "private"
    rows = []
    for n in range(cases):
        flops = int(10 ** generator.uniform(4, 8))
        operation = SECRETS["operation"] if is_private else "matmul"
        solved = generator.random() < 0.85
        rows.append(
            making.case(
                n,
                case=f"{SECRETS['case']}-{n}" if is_private else f"rank-{n}",
                group=SECRETS["group"] if is_private else "small",
                status="ok" if solved else "failed",
                passed=solved,
                message="" if solved else SECRETS["message"],
                metrics={"error": 10 ** generator.uniform(-6, 0)},
                score=generator.random(),
                usage=Usage(
                    flops=str(flops),
                    wall_time_s=generator.random(),
                    operations={operation: str(flops // 2), "linalg.svd": str(flops // 3)},
                ),
            )
        )
    printed = f"{SECRETS['private stdout' if is_private else 'stdout']} of {author}"
    return making.outcome(
        *rows,
        split=split,
        score=sum(row.score or 0 for row in rows) / cases,
        flops=str(sum(int(row.usage.flops) for row in rows)),
        stdout=printed.encode(errors="backslashreplace"),
        stderr=b"\x1b[31mred\x1b[0m </pre><script>window.hacked=1</script>",
        results=({"status": "ok", "text": "</script><b>"},),
    )


def fill(store: Store, entries: int, cases: int = 5, hostile: bool = True) -> int:
    """Queue and record entries on both splits; give the revision."""
    generator = random.Random(7)
    revision = store.add_revision(making.REVISION, DOCUMENT)
    authors = [*NAMES, *(HOSTILE if hostile else [])]
    for number in range(entries):
        author = authors[number % len(authors)]
        name = HOSTILE[number % len(HOSTILE)] if hostile and number % 3 == 0 else f"try {number}"
        store.add_entry(revision, making.entry(number, author, name=name))
        for split in ("public", "private"):
            key = making.key(number, split=split)
            queue.enqueue(store, revision, author, key)
    held = lease.acquire(store, "filling", 600)
    while claims := queue.claim(store, held, 100):
        for claim in claims:
            made = outcome(claim.run, cases, claim.key.split, generator, claim.author)
            assert queue.complete(store, held, claim, made)
    lease.release(store, held)
    return revision
