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
        nowhere = fnp.zeros(8, dtype=bool)
        for size in (8, 8, 64, 1000):
            for new in (
                fnp.empty(size),
                fnp.empty_like(y),
                fnp.pad(fnp.zeros(1), (0, size), mode="empty"),
                fnp.negative(fnp.zeros(8), where=nowhere),
                fnp.resize(fnp.zeros(1), size),
            ):
                numbers = set(new.tolist())
                if earlier & numbers or any(str(int(n)) in str(new) for n in earlier):
                    print("BREACH: another case's numbers are in new memory")
        return y
