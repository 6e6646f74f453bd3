"""Opens budgets that are no numbers, and goes on with each when the run's own is exhausted.

expect: ok
flops: 10
stopped-by: ledger
arguments: --budget 15
prints: done
"""

import flopscope as flops
import flopscope.numpy as fnp

a = fnp.ones(10)
(a + a).tolist()

NAN, INFINITE = float("nan"), float("inf")
for budget in (NAN, INFINITE, -INFINITE, -1, 0, 0.5, 1e30, 10**400, "1e9", "", True, None, [10**9]):
    try:
        with flops.BudgetContext(flop_budget=budget, quiet=True):
            (a + a).tolist()
    except (flops.BudgetExhaustedError, TypeError, ValueError, OverflowError) as error:
        print("denied", repr(budget)[:20], type(error).__name__)
    else:
        print("BREACH", repr(budget)[:20])
print("done")
