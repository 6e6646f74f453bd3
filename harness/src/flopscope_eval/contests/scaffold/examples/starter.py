"""A starter: copy it, and make it better.

expect: scored
solved: all
"""

import flopscope.numpy as fnp


def solve(x):
    return fnp.max(x, axis=1)
