"""Sums the rows.

expect: scored
solved: all
"""


def solve(x):
    return x.sum(axis=1)
