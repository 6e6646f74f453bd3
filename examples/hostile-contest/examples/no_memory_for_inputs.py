"""Fills the server's memory in setup, so that no inputs fit.

expect: scored
cases: memory_limit, memory_limit, memory_limit, memory_limit
"""

from somebench import Solver as Base

import flopscope.numpy as fnp
from flopscope.errors import MemoryLimitError


class Solver(Base):
    def setup(self, context):
        self.held = []
        size = 1 << 22
        while size:
            try:
                while True:
                    self.held.append(fnp.zeros(size))
                    self.held[-1][0].item()
            except MemoryLimitError:
                size //= 2

    def predict(self, x):
        return 2 * x
