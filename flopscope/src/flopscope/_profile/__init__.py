"""FLOPs by line, function, namespace and operation: what :func:`flopscope.profile` gives.

- :mod:`~flopscope._profile.recorder`: charges each operation under the place that called it.
- :mod:`~flopscope._profile.block`: :class:`Profile`, a block that is measured.
- :mod:`~flopscope._profile.numbers`: its records and their sums.
- :mod:`~flopscope._profile.html`, :mod:`~flopscope._profile.exports`: pages and files for other tools.
- :mod:`~flopscope._profile.command`: ``python -m flopscope run``.
"""

from flopscope._profile.block import Profile, profile
from flopscope._profile.numbers import Difference, Frame, Record, Row

__all__ = ["Difference", "Frame", "Profile", "Record", "Row", "profile"]
