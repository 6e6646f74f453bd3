"""Sources that must show what NumPy shows, by subject."""

from __future__ import annotations

from .callbacks import CALLBACKS
from .case import Case, close, exact
from .grids import GRIDS
from .legacy import LEGACY
from .polynomials import polynomials
from .testing import testing
from .types import TYPES

ALL: tuple[Case, ...] = (
    *exact(CALLBACKS),
    *exact(GRIDS),
    *exact(TYPES),
    *exact(LEGACY),
    *exact(testing()),
    *close(polynomials(), 1e-12),
)
