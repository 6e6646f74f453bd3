"""Runs submissions in a sandbox against a flopscope server, and scores them."""

from flopscope_eval._run.limits import Limits
from flopscope_eval._run.status import Fault, Status
from flopscope_eval._run.submission import SubmissionRefused
from flopscope_eval.judging.public import run
from flopscope_eval.judging.result import Result, ResultUnreadable
from flopscope_eval.sandbox.interface import SandboxUnavailable

__all__ = [
    "Fault",
    "Limits",
    "Result",
    "ResultUnreadable",
    "SandboxUnavailable",
    "Status",
    "SubmissionRefused",
    "run",
]
