"""Random numbers: one a sample, whatever the distribution.

The module's functions use the session's own ``RandomState``; a ``Generator`` or ``RandomState`` of the
program's own is the first parameter, ``self``, of its methods' rows.
"""

from flopscope._table.random import distributions, sequences, state, vectors

__all__ = ["distributions", "sequences", "state", "vectors"]
