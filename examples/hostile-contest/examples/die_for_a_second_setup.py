"""Spends setup's budget, dies in the second case, and wants to spend it again.

expect: scored
cases: ok, submission_error, not_reached, not_reached
message: were left for setup
flops: 38
"""

import os

from somebench import Solver as Base

import flopscope.numpy as fnp


class Solver(Base):
    number = -1

    def setup(self, context):
        fnp.sqrt(fnp.ones(30)).tolist()

    def predict(self, x):
        self.number += 1
        if self.number == 1:
            x.tolist()
            os._exit(1)
        return 2 * x
