"""Answers that are no arrays of the server: a list, numbers, an object, too many parts.

expect: scored
cases: bad_answer, bad_answer, bad_answer, bad_answer
"""

from somebench import Solver as Base

CASES = iter(range(4))


class Answer:
    dtype, shape = "float64", (8,)

    def __array__(self):
        print("BREACH: an object of the submission was asked for its elements")


class Solver(Base):
    def predict(self, x):
        return [x.tolist(), 1.0, Answer(), (2 * x, 2 * x)][next(CASES)]
