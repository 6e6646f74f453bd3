"""Answers, sees that it was wrong, and answers again.

expect: scored
cases: failed, failed, failed, failed
"""

from somebench import Solver as Base

from flopscope_client import cases


class Solver(Base):
    def predict(self, x):
        cases.answer([x])
        return 2 * x
