"""Polynomial series in six bases, from each basis' three-term recurrence.

A basis P_0, P_1, ... is known by ``x P_n = up(n) P_{n+1} + level(n) P_n + down(n) P_{n-1}``. From it follow
evaluation (Clenshaw), products, companion matrices, Vandermonde matrices and conversions, once for all
bases; derivatives and integrals have formulas of their own.
"""
