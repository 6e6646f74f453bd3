"""Answers the second case and then neither asks for the third nor ends.

expect: scored
cases: ok, ok, ok, ok
"""

import time

from somebench import Solver as Base

from flopscope_client import cases


class Solver(Base):
    def predict(self, x):
        if x[0].item() == 31337.0 + 1:
            cases.answer([2 * x])
            time.sleep(60)
        return 2 * x
