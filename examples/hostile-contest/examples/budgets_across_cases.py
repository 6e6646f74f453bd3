"""Opens budgets in setup and uses them in cases, nests and resets them: the case pays in any case.

expect: scored
cases: budget_exhausted, ok, budget_exhausted, ok
message: costs 96 FLOPs
"""

from somebench import Solver as Base

import flopscope as flops
import flopscope.numpy as fnp

CASES = iter(range(4))


class Solver(Base):
    def setup(self, context):
        self.budget = flops.BudgetContext(10**9, quiet=True)
        self.budget.__enter__()

    def predict(self, x):
        y = 2 * x
        if next(CASES) % 2 == 0:
            fnp.sqrt(x).tolist()
            flops.budget_reset()
            with flops.BudgetContext(10**12, quiet=True):
                return fnp.sqrt(fnp.ones(96)).sum() + y
        return y
