"""Changes its own client: what it believes is left, what it raises, what it sends.

expect: ok
flops: 10
stopped-by: ledger
arguments: --budget 15
prints: done 4
"""

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._engine import current

queue = current().queue
a = fnp.ones(10)
(a + a).tolist()


class Rich:
    """More than any price, and stays so."""

    def __lt__(self, other):
        return False

    __le__ = __lt__

    def __gt__(self, other):
        return True

    __ge__ = __gt__

    def __sub__(self, other):
        return self

    __isub__ = __sub__


refused = 0
for remaining in (10**30, None, Rich()):
    queue.remaining = remaining
    try:
        (a + a).tolist()
    except flops.BudgetExhaustedError:
        refused += 1

flops.BudgetExhaustedError.__init__ = lambda self, *args, **kwargs: None
try:
    print("BREACH", (a + a).tolist())
except Exception:
    refused += 1
print("done", refused)
