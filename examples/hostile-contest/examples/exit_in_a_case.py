"""Exits with code 0 in the first case, as if all were well.

expect: scored
cases: submission_error, submission_error, not_reached, not_reached
message: no replacement
"""

import sys

from somebench import Solver as Base


class Solver(Base):
    def predict(self, x):
        sys.exit(0)
