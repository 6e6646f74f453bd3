"""``fnp.lib``: the parts of ``numpy.lib`` that work on arrays."""

from __future__ import annotations

from flopscope._api.modules import public_module

__getattr__, __dir__ = public_module(
    __name__, "lib", {}, submodules=("array_utils", "npyio", "scimath", "stride_tricks")
)
