"""Contests as folders: reading, checking, publishing, and how scores are made."""

from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import Contest, load_contest
from flopscope_eval.contests.secrets import Secrets

__all__ = ["Contest", "ContestError", "Secrets", "load_contest"]
