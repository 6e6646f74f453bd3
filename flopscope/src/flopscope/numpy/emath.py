"""``fnp.emath``: functions that go on into the complex numbers where real ones end."""

from __future__ import annotations

from flopscope._api.modules import public_module

__getattr__, __dir__ = public_module(__name__, "emath", {})
