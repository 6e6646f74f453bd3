"""Answers that stall or crash graders: NaN, infinity, denormals, another dtype.

expect: scored
cases: bad_answer, bad_answer, failed, bad_answer
"""

from somebench import Solver as Base

import flopscope.numpy as fnp

ANSWERS = iter([float("nan"), float("inf"), 5e-324])


class Solver(Base):
    def predict(self, x):
        value = next(ANSWERS, None)
        if value is None:
            return (2 * x).astype(fnp.float32)
        return fnp.full(8, value)
