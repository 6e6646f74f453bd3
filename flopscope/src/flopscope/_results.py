"""The named tuples that NumPy's functions return, the same on both engines."""

from __future__ import annotations

from collections import namedtuple
from typing import Any, Final

_FIELDS: Final = {
    "EigResult": "eigenvalues eigenvectors",
    "EighResult": "eigenvalues eigenvectors",
    "QRResult": "Q R",
    "SVDResult": "U S Vh",
    "SlogdetResult": "sign logabsdet",
    "UniqueAllResult": "values indices inverse_indices counts",
    "UniqueCountsResult": "values counts",
    "UniqueInverseResult": "values inverse_indices",
}

CLASSES: Final[dict[str, Any]] = {
    name: namedtuple(name, fields, module=__name__) for name, fields in _FIELDS.items()
}
"""Class by NumPy's class name."""
