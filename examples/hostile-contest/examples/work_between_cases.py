"""Computes, uploads and reads while no case is open.

expect: scored
cases: ok, ok, ok, ok
"""

from somebench import Solver as Base

import flopscope as flops
import flopscope.numpy as fnp
from flopscope.errors import CaseClosedError
from flopscope_client import cases


class Solver(Base):
    def predict(self, x):
        y = 2 * x
        cases.answer([y])
        for attempt in (
            lambda: fnp.ones(3).tolist(),
            lambda: fnp.asarray([1.0, 2.0]).tolist(),
            lambda: x.tolist(),
            lambda: str(y),
            lambda: fnp.random.random(3).tolist(),
            lambda: flops.BudgetContext(10).__enter__(),
        ):
            try:
                attempt()
                print("BREACH: something ran between two cases")
            except CaseClosedError:
                pass
        return y
