"""Spends more in setup than setup may.

expect: refused
cases: not_reached, not_reached, not_reached, not_reached
message: left for setup
score: 100
"""

from somebench import Solver as Base

import flopscope.numpy as fnp


class Solver(Base):
    def setup(self, context):
        fnp.sqrt(fnp.ones(100)).tolist()

    def predict(self, x):
        return 2 * x
