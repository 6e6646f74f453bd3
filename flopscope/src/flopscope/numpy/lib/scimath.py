"""``fnp.lib.scimath``, the older name of :mod:`flopscope.numpy.emath`."""

from __future__ import annotations

from flopscope._api.modules import public_module

__getattr__, __dir__ = public_module(__name__, "emath", {})
