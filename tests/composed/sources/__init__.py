"""Sources that must show what NumPy shows, by subject."""

from __future__ import annotations

from .callbacks import CALLBACKS
from .case import Case, cases
from .grids import GRIDS
from .legacy import LEGACY
from .polynomials import OTHERS, bases
from .testing import testing
from .types import TYPES

ALL: tuple[Case, ...] = (
    *cases("callbacks", CALLBACKS),
    *cases("grids", GRIDS),
    *cases("types", TYPES),
    *cases("legacy", LEGACY),
    *cases("testing", testing()),
    *cases("polyutils", OTHERS, 1e-12),
    *(case for basis, text in bases().items() for case in cases(basis, text, 1e-12)),
)
