"""Gives zeros.

expect: scored
solved: 0
"""

import flopscope.numpy as fnp


def solve(x):
    return fnp.zeros(x.shape[0], dtype=fnp.int64)
