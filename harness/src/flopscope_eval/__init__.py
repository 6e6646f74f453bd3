"""Runs submissions in a sandbox against a flopscope server, and scores them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from flopscope_eval._run.limits import Limits
from flopscope_eval._run.status import Fault, Status
from flopscope_eval._run.submission import SubmissionRefused
from flopscope_eval.judging.public import run
from flopscope_eval.judging.result import Result, ResultUnreadable
from flopscope_eval.sandbox.interface import SandboxUnavailable

if TYPE_CHECKING:
    from flopscope_eval.cases.running import run_contest
    from flopscope_eval.contests import load_contest

__all__ = [
    "Fault",
    "Limits",
    "Result",
    "ResultUnreadable",
    "SandboxUnavailable",
    "Status",
    "SubmissionRefused",
    "load_contest",
    "run",
    "run_contest",
]

_LAZY = {
    "load_contest": "flopscope_eval.contests",
    "run_contest": "flopscope_eval.cases.running",
}
"""What stands above this module, and is imported when it is used."""


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
