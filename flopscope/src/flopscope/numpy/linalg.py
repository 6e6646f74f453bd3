"""``fnp.linalg``: linear algebra, priced by the textbook counts of its algorithms."""

from __future__ import annotations

from flopscope._api.modules import public_module
from flopscope._base.exceptions import LinAlgError

__getattr__, __dir__ = public_module(__name__, "linalg", {})

__all__ = ["LinAlgError"]
