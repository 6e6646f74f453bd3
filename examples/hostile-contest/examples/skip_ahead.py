"""Asks for the next case within a case, and answers that one itself.

expect: scored
cases: no_answer, ok, ok, ok
"""

from somebench import Solver as Base

from flopscope_client import cases


class Solver(Base):
    first = True

    def predict(self, x):
        if self.first:
            self.first = False
            _, (later,) = cases.next_phase()
            cases.answer([2 * later])
        return 2 * x
