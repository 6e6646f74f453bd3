"""``fnp.fft``: Fourier transforms, priced at 5 n log2 n."""

from __future__ import annotations

from flopscope._api.modules import public_module

__getattr__, __dir__ = public_module(__name__, "fft", {})
