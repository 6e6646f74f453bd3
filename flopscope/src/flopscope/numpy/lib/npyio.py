"""``fnp.lib.npyio``: what :func:`flopscope.numpy.load` gives for an archive."""

from flopscope._api.modules import closed_module
from flopscope._composed.files import NpzFile

__all__ = ["NpzFile"]

__getattr__, __dir__ = closed_module(__name__, "lib.npyio", __all__)
