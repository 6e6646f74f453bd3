"""Looks for the inputs of earlier cases in memory that was not written.

expect: scored
cases: ok, ok, ok, ok
"""

from somebench import Solver as Base

import flopscope.numpy as fnp

MARK = 31337.0


class Solver(Base):
    number = -1

    def predict(self, x):
        self.number += 1
        y = 2 * x
        earlier = {MARK + n for n in range(self.number)} | {
            2 * (MARK + n) for n in range(self.number)
        }
        for size in (8, 8, 8, 64, 1000):
            for empty in (fnp.empty(size), fnp.empty_like(y)):
                if earlier & set(empty.tolist()):
                    print("BREACH: another case's numbers are in new memory")
        return y
