"""``fnp.random``: random numbers from a state of the program's own session, one FLOP a sample."""

from __future__ import annotations

from flopscope._array import Generator, RandomState
from flopscope._modules import public_module

__getattr__, __dir__ = public_module(__name__, "random", {})

__all__ = ["Generator", "RandomState"]
