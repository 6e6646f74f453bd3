"""Permutation groups of tensor axes, and what they leave to store and to compute.

- :mod:`~flopscope._symmetry.permutations`: permutations as tuples.
- :mod:`~flopscope._symmetry.group`: :class:`SymmetryGroup`, a group that acts on axes.
- :mod:`~flopscope._symmetry.patterns`: index tuples by which of their values are equal.
- :mod:`~flopscope._symmetry.contraction`: how many different products and sums a contraction needs.

Everything here is exact integer arithmetic on axis lengths. It needs no arrays and no engine.
"""

from flopscope._symmetry.contraction import Contraction, Factor
from flopscope._symmetry.group import MAX_ORDER, SymmetryGroup

__all__ = ["MAX_ORDER", "Contraction", "Factor", "SymmetryGroup"]
