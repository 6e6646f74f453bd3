"""Answers, and changes the array afterwards.

expect: scored
cases: ok, ok, ok, ok
"""

from somebench import Solver as Base

from flopscope.errors import CaseClosedError
from flopscope_client import cases


class Solver(Base):
    def predict(self, x):
        y = 2 * x
        cases.answer([y])
        try:
            y += 1
            y.tolist()
            print("BREACH: an array was changed after it was the answer")
        except CaseClosedError:
            pass
        return y
