"""Exhausts the budget, catches that, and goes on with budgets of its own.

expect: ok
flops: 10
stopped-by: ledger
arguments: --budget 15
prints: refused 3 times
"""

import flopscope as flops
import flopscope.numpy as fnp

a = fnp.ones(10)
(a + a).tolist()
refused = 0
for budget in (10, 10**9, 10**400):
    try:
        with flops.BudgetContext(flop_budget=budget, quiet=True):
            (a + a).tolist()
    except flops.BudgetExhaustedError:
        refused += 1
flops.budget_reset()
print("refused", refused, "times")
