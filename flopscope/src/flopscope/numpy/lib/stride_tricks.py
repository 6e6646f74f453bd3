"""``fnp.lib.stride_tricks``: views of windows."""

from __future__ import annotations

from flopscope._api.modules import public_module

__getattr__, __dir__ = public_module(__name__, "lib.stride_tricks", {})
