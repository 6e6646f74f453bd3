"""Twelve programs written like contest entries: each has a ``main()`` that returns the numbers it worked out.

What they have in common with real ones: they work block by block or step by step, look at values to decide what
to do next, and mix a few large operations with many small ones. None is written to suit either engine.
"""

from __future__ import annotations

NAMES = (
    "annealing",
    "autoregression",
    "blocks",
    "bisection",
    "clustering",
    "covariances",
    "cumulants",
    "einsum_chain",
    "gradient_descent",
    "particles",
    "ranking",
    "rolling",
)
