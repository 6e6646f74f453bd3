"""Claims another author, an earlier time and a better score in every way that a bundle can.

expect: scored
cases: ok, ok, ok, ok
"""

__author__ = "Mallory"
SUBMITTED_AT = "1970-01-01T00:00:00Z"

from somebench import Solver as Base  # noqa: E402


class Solver(Base):
    def predict(self, x):
        return 2 * x
