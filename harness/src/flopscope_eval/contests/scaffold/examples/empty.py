"""Gives no answer, which fails every case.

expect: scored
solved: 0
"""


def solve(x):
    return None
