"""What a recorded run costs under other policies, without running it again.

A result keeps units by operation and computing dtype. A linear policy turns them into FLOPs exactly as it would
have done call by call. The program may have acted otherwise under that policy, if it looked at its budget or
came to its end; `doubts` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msgspec import UNSET

from flopscope._pricing import files
from flopscope._pricing.policy import DOWNLOAD, Policy
from flopscope._table import TABLE
from flopscope._table.rules import rules_sha256
from flopscope.errors import PolicyError
from flopscope_eval._run.status import Status
from flopscope_eval.judging.result import Result, Score


class NothingToReprice(ValueError):
    """The result has no score, or no units; the message says why."""


@dataclass(frozen=True, slots=True)
class Repriced:
    """FLOPs of a recorded run under one policy.

    Attributes
    ----------
    policy, sha256
        Its name, and the hash of its file.
    ranks
        Whether scores under it may be compared.
    flops_used
        FLOPs, rounded up once.
    operations
        The same by operation.
    """

    policy: str
    sha256: str
    ranks: bool
    flops_used: int
    operations: dict[str, int]


def load_policy(spec: str | Path) -> Policy:
    """Read a policy by name or file.

    Raises
    ------
    PolicyError
        There is none of that name, or the file is not a policy.
    """
    return files.load(str(spec))


def policy_cpu_price(spec: str | Path) -> int:
    """Give a policy's price of a CPU second; 0 if it has none, or cannot be read here."""
    try:
        return load_policy(spec).cpu_price
    except PolicyError:  # the run says what is wrong with it
        return 0


def score_of(result: Result) -> Score:
    """Give the score of a result that can be priced again.

    Raises
    ------
    NothingToReprice
    """
    score = result.score
    if score is None:
        raise NothingToReprice(f"it has no score: its run was {result.status.value!r}")
    if score.units is UNSET:
        raise NothingToReprice(
            "it is of an older version and has no units; run the submission again with "
            "`flopscope-eval rescore`"
        )
    return score


def reprice(score: Score, policy: Policy) -> Repriced:
    """Price the units of a score by another policy.

    Raises
    ------
    NothingToReprice
        The policy prices each call by its sizes, which units do not tell, or an operation of the score is
        not one of this version.
    """
    if not policy.is_linear:
        recorded = score.also_priced.get(policy.name)
        if recorded is not None and recorded.sha256 == policy.sha256:
            return Repriced(policy.name, policy.sha256, policy.ranks, recorded.flops_used, {})
        raise NothingToReprice(
            f"policy {policy.name!r} prices each call by its sizes, which a result does not keep; run with "
            f"--also-price {policy.name}"
        )
    costs = {name: _cost(policy, name, by_dtype) for name, by_dtype in _units(score).items()}
    return Repriced(
        policy.name,
        policy.sha256,
        policy.ranks,
        policy.shown(sum(costs.values())),
        {name: policy.shown(cost) for name, cost in costs.items() if cost},
    )


def _units(score: Score) -> dict[str, dict[str, dict[str, int]]]:
    assert score.units is not UNSET  # score_of has looked
    return score.units


def _cost(policy: Policy, name: str, by_dtype: dict[str, dict[str, int]]) -> int:
    if name not in TABLE and name != DOWNLOAD:
        raise NothingToReprice(f"its operation {name!r} is not one of this version")
    cls = "view" if name == DOWNLOAD else TABLE[name].cls
    return sum(policy.linear_cost(name, cls, dtype, units) for dtype, units in by_dtype.items())


def doubts(result: Result) -> list[str]:
    """Say why a run under another policy might not have made the same calls."""
    score = score_of(result)
    found = []
    if score.budget_reads:
        found.append(f"the program asked {score.budget_reads} times what it had spent")
    if score.refusals:
        found.append(f"{score.refusals} operations were refused for the budget")
    if result.status is not Status.OK:
        found.append(f"the run ended early, as {result.status.value!r}")
    if score.prices is not UNSET and score.prices.sha256 != rules_sha256():
        found.append("its units were counted by another version of the rules")
    return found


__all__ = [
    "NothingToReprice",
    "PolicyError",
    "Repriced",
    "doubts",
    "load_policy",
    "reprice",
    "score_of",
]
