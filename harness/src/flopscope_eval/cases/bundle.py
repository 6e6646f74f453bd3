"""Checks a submission against a contest's contract, as far as files go."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

from flopscope_eval._run.submission import Submission, SubmissionRefused
from flopscope_eval.contests import config
from flopscope_eval.contests.loading import Contest


def load_submission(contest: Contest, submission: Submission | Path | str) -> Submission:
    """Read a submission, and check the number, size and names of its files.

    Raises
    ------
    SubmissionRefused
        It is not what the contract asks for; the message says what to change.
    """
    contract = contest.config.contract
    if not isinstance(submission, Submission):
        submission = Submission.load(Path(submission), contract.entry)
    names = [file.name for file in submission.files]
    if contract.entry not in names:
        raise SubmissionRefused(f"{submission.name} has no {contract.entry}")
    if len(names) > contract.max_files:
        raise SubmissionRefused(
            f"{submission.name} has {len(names)} files; this contest takes {contract.max_files}"
        )
    if submission.size > config.size(contract.max_bytes):
        raise SubmissionRefused(
            f"{submission.name} has {submission.size:,} bytes; this contest takes"
            f" {config.size(contract.max_bytes):,}"
        )
    for name in names:
        if not any(_matches(name, pattern) for pattern in contract.files):
            raise SubmissionRefused(
                f"{name} is not a file that this contest takes: {', '.join(contract.files)}"
            )
    return submission


def _matches(name: str, pattern: str) -> bool:
    return pattern == "**" or fnmatchcase(name, pattern)
