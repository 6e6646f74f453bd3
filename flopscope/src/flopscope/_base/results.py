"""The named tuples that NumPy's functions return, the same on both engines."""

from __future__ import annotations

from collections import namedtuple
from typing import Any, Final

FIELDS: Final = {
    "EigResult": "eigenvalues eigenvectors",
    "EighResult": "eigenvalues eigenvectors",
    "QRResult": "Q R",
    "SVDResult": "U S Vh",
    "SlogdetResult": "sign logabsdet",
    "UniqueAllResult": "values indices inverse_indices counts",
    "UniqueCountsResult": "values counts",
    "UniqueInverseResult": "values inverse_indices",
}
"""The fields by NumPy's class name."""


_MODULES: Final = dict.fromkeys(
    ("EigResult", "EighResult", "QRResult", "SVDResult", "SlogdetResult"), "flopscope.numpy.linalg"
)
"""The public module that a class says it is of, where it is not ``flopscope.numpy``."""


class _Classes(dict[str, Any]):
    def __missing__(self, name: str) -> Any:
        made = self[name] = namedtuple(name, FIELDS[name], module=__name__)
        return made


CLASSES: Final = _Classes()
"""Class by NumPy's class name, made when it is first asked for."""
