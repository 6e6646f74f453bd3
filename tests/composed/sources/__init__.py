"""Sources that must show what NumPy shows, by subject."""

from __future__ import annotations

from .callbacks import CALLBACKS
from .case import Case, exact
from .grids import GRIDS

ALL: tuple[Case, ...] = (*exact(CALLBACKS), *exact(GRIDS))
