"""Runs a submission again as a result says, and compares the two scores.

Everything that the FLOPs follow from is in a result: submission, budget, policy, seed and limits. So
anyone can check a score, in the sandbox that it was made in or in another one.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flopscope_eval._run.limits import ROWS, Limits
from flopscope_eval._run.submission import Submission
from flopscope_eval.judging.result import SCHEMA_VERSION, Result, ResultUnreadable
from flopscope_eval.sandbox import KINDS
from flopscope_eval.sandbox.interface import RunSpec

REQUIRED = (
    "flop_budget", "flops_used", "flops_remaining", "seed", "refused", "refusals", "op_log_sha256",
)  # fmt: skip
"""What must be equal in two scores, beside the policy's hash and every operation's count."""

_ENVIRONMENT = ("harness_version", "python", "packages", "engine", "host")


class NothingToVerify(ValueError):
    """This result, or this submission, is not one to run again; the message says why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not the same: where it is in the documents, and both values."""

    what: str
    recorded: Any
    again: Any


@dataclass(frozen=True, slots=True)
class Verification:
    """Two runs of a submission, compared.

    Attributes
    ----------
    recorded, again
        Their result documents.
    differences
        In what must be equal; none means that the score holds.
    environment
        In what may differ: sandbox, images, packages, interpreter, host.
    """

    recorded: Mapping[str, Any]
    again: Mapping[str, Any]
    differences: tuple[Difference, ...]
    environment: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        return not self.differences

    @property
    def was_cut_short(self) -> bool:
        """The recorded run was ended from outside, so how far it came depended on the clock."""
        evidence = self.recorded["evidence"]
        return evidence["kill"] is not None or bool(evidence["oom"] and evidence["oom"]["kills"])

    def document(self) -> dict[str, Any]:
        """Give it as plain data, with the result of the second run."""
        return {
            "schema": SCHEMA_VERSION,
            "verified": self.holds,
            "was_cut_short": self.was_cut_short,
            "differences": [asdict(one) for one in self.differences],
            "environment": [asdict(one) for one in self.environment],
            "recorded_run_id": self.recorded["run_id"],
            "again": dict(self.again),
        }


def read(path: Path) -> dict[str, Any]:
    """Read a result that has a score.

    Raises
    ------
    NothingToVerify
        It is not a result of a known version, or has no score.
    """
    try:
        document = Result.load(path).to_dict()
    except ResultUnreadable as error:
        raise NothingToVerify(str(error)) from error
    if document["score"] is None:
        raise NothingToVerify(f"{path.name} has no score: its run was {document['status']!r}")
    return document


def plan(recorded: Mapping[str, Any], submission: Submission, policy: Path | None) -> RunSpec:
    """Give the run that a result asks for.

    Parameters
    ----------
    recorded
        What `read` gave.
    submission
        The submission, as it is now.
    policy
        The policy's file, for a policy that is not shipped.

    Raises
    ------
    NothingToVerify
        The submission or the policy is another one, or the result is not whole.
    """
    return _planned(recorded, submission, lambda: _policy(recorded["score"]["policy"], policy))


def plan_again(recorded: Mapping[str, Any], submission: Submission, policy: str) -> RunSpec:
    """Give the run that a result asks for, under a policy as it is now; raises as `plan`."""
    return _planned(recorded, submission, lambda: policy)


def _planned(
    recorded: Mapping[str, Any], submission: Submission, policy: Callable[[], str | Path]
) -> RunSpec:
    try:
        # What is not whole shows before anything is started.
        _ = compare(recorded, recorded).was_cut_short
        provenance, score = recorded["provenance"], recorded["score"]
        if provenance["submission"]["sha256"] != submission.sha256:
            raise NothingToVerify(
                f"{submission.name} is not what was run: its hash is {submission.sha256}, and the"
                f" result's is {provenance['submission']['sha256']}"
            )
        if recorded["isolation"]["sandbox"] not in KINDS:
            raise NothingToVerify(f"no sandbox is called {recorded['isolation']['sandbox']!r}")
        limits = {
            row.name: recorded["limits"][row.name]["limit"]
            for row in ROWS
            if row.name != "own_time_s"
            or row.name in recorded["limits"]  # which older results lack
        }
        return RunSpec(
            run_id=secrets.token_hex(8),
            submission=submission,
            budget=_natural(score["flop_budget"]),
            limits=Limits.from_values(
                **{r.name: r.parse(str(limits[r.name])) for r in ROWS if r.name in limits}
            ),
            policy=policy(),
            seed=_natural(score["seed"]),
            images={role: _image(image) for role, image in provenance.get("images", {}).items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise NothingToVerify(f"the result is not whole: {error!r}") from error
    except NothingToVerify:
        raise
    except ValueError as error:
        raise NothingToVerify(f"the result makes no sense: {error}") from error


def compare(recorded: Mapping[str, Any], again: Mapping[str, Any]) -> Verification:
    """Compare two result documents."""
    return Verification(
        recorded,
        again,
        tuple(_differences(_what_must_be_equal(recorded), _what_must_be_equal(again))),
        tuple(_differences(_surroundings(recorded), _surroundings(again))),
    )


def _what_must_be_equal(document: Mapping[str, Any]) -> dict[str, Any]:
    score = document["score"] or {}
    values = {"status": document["status"]} | {name: score.get(name) for name in REQUIRED}
    values["policy.sha256"] = score.get("policy", {}).get("sha256")
    for name, row in score.get("operations", {}).items():
        values |= {f"operations.{name}.{part}": row[part] for part in ("flop_cost", "calls")}
    return values


def _surroundings(document: Mapping[str, Any]) -> dict[str, Any]:
    provenance = document["provenance"]
    values = {"sandbox": document["isolation"]["sandbox"]}
    for name in _ENVIRONMENT:
        values |= _flat(name, provenance.get(name))
    for role, image in provenance.get("images", {}).items():
        values |= {f"images.{role}.{part}": image[part] for part in ("tag", "id")}
    return values


def _flat(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {name: value}
    return {f"{name}.{key}": item for key, item in value.items()}


def _differences(recorded: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[Difference]:
    for what in dict.fromkeys((*recorded, *again)):
        if recorded.get(what) != again.get(what):
            yield Difference(what, recorded.get(what), again.get(what))


def _policy(recorded: Mapping[str, Any], given: Path | None) -> str | Path:
    """Find the policy with the recorded hash: the file that was given, or a shipped one."""
    wanted = recorded["sha256"]
    if given is not None:
        if _text_hash(given.read_text(encoding="utf-8")) == wanted:
            return given
        raise NothingToVerify(f"{given.name} is not the policy of the run: its hash differs")
    for shipped in (importlib.resources.files("flopscope") / "policies").iterdir():
        if shipped.name.endswith(".json") and _text_hash(shipped.read_text("utf-8")) == wanted:
            return shipped.name.removesuffix(".json")
    raise NothingToVerify(
        f"the policy {recorded['name']!r} of the run, with the hash {wanted}, is not shipped here:"
        " give its file with --policy"
    )


def _image(recorded: Mapping[str, Any]) -> dict[str, Any]:
    texts = {part: str(recorded[part]) for part in ("tag", "id", "base")}
    return {**texts, "packages": dict(recorded["packages"])}


def _text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _natural(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is not a whole number from 0 on")
    return value
