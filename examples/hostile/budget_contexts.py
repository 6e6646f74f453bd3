"""Opens, nests, closes, re-opens and forgets contexts, so that what was spent is lost among them.

expect: ok
flops: 100
stopped-by: ledger
arguments: --budget 100
prints: done
"""

import flopscope as flops
import flopscope.numpy as fnp

a = fnp.ones(10)


def spend():
    (a + a).tolist()


outer = flops.BudgetContext(flop_budget=10**9, quiet=True)
with outer:
    spend()
    with flops.BudgetContext(flop_budget=10**6, quiet=True):
        spend()
        flops.budget_reset()
        spend()
with outer:  # once more
    spend()


@flops.BudgetContext(flop_budget=10**6, quiet=True)
def decorated():
    spend()


decorated()
decorated()
contexts = [flops.BudgetContext(flop_budget=10**9, quiet=True) for _ in range(50)]
for context in contexts:
    context.__enter__()
spend()
del contexts[:25]
spend()
for context in reversed(contexts):
    try:
        context.__exit__(None, None, None)
    except Exception as error:
        print("denied", type(error).__name__)
        break
spend()
spend()
for _ in range(3):
    flops.budget_reset()
    try:
        with flops.BudgetContext(flop_budget=10**9, quiet=True):
            spend()
    except flops.BudgetExhaustedError:
        continue
    print("BREACH")
print("done")
