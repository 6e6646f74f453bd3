"""Sleeps in the second case: it fails alone, and a replacement goes on with the third.

expect: scored
cases: ok, time_limit, ok, ok
message: over 8 s
"""

import time

from somebench import Solver as Base

CASE_MARK = 31337.0


class Solver(Base):
    def predict(self, x):
        if x[0].item() == CASE_MARK + 1:
            time.sleep(60)
        return 2 * x
