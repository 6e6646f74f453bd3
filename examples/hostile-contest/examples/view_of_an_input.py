"""Answers with views of the input, and changes the input itself.

The grader has its own copy of the inputs, so a changed input changes no reference. A view is copied as
its shape says, whatever memory it stands on.

expect: scored
cases: ok, failed, bad_answer, ok
"""

from somebench import Solver as Base

import flopscope.numpy as fnp


class Solver(Base):
    number = -1

    def predict(self, x):
        self.number += 1
        if self.number == 0:
            x *= 2
            return x
        if self.number == 1:
            return fnp.broadcast_to(x[:1], (8,))
        if self.number == 2:
            return fnp.broadcast_to(x[:1], (2**20, 2**20))  # 8 TiB, if anybody copied it
        x += x
        return x[::-1][::-1]
