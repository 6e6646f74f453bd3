"""``fnp.random``: random numbers from a state of the program's own session, one FLOP a sample."""

from __future__ import annotations

from flopscope._api.modules import public_module
from flopscope._api.random import (
    MT19937,
    PCG64,
    PCG64DXSM,
    SFC64,
    BitGenerator,
    Generator,
    Philox,
    RandomState,
    SeedSequence,
    bytes,
    get_state,
    set_state,
    shuffle,
)
from flopscope._api.symmetric import symmetric
from flopscope._base.presented import present_all as _present_all

__getattr__, __dir__ = public_module(__name__, "random", {})

__all__ = [
    "MT19937",
    "PCG64",
    "PCG64DXSM",
    "SFC64",
    "BitGenerator",
    "Generator",
    "Philox",
    "RandomState",
    "SeedSequence",
    "bytes",
    "get_state",
    "set_state",
    "shuffle",
    "symmetric",
]

_present_all(globals(), __all__)
