"""Answers with an array of the case before, which holds the right numbers for it.

expect: scored
cases: ok, bad_answer, ok, bad_answer
message: made in a case that has closed
"""

from somebench import Solver as Base


class Solver(Base):
    kept = None

    def predict(self, x):
        kept, self.kept = self.kept, None
        if kept is not None:
            return kept
        self.kept = 2 * x
        return self.kept
