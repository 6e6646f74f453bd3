"""Sizes and budgets as people write them: the library has the one parser of each."""

from flopscope._base.sizes import GIB, KIB, MIB, parse_budget, parse_size

__all__ = ["GIB", "KIB", "MIB", "parse_budget", "parse_size"]
