"""Powers by a small number that stands in the program: products instead of a function.

``x**2`` is a product. A rule reads the exponent where it is one of these Python numbers; of other exponents,
and of arrays, prices do not depend on the values.
"""

from __future__ import annotations

from typing import Any, Final

from flopscope._pricing.units import (
    Units,
    comparisons,
    complex_products,
    divisions,
    products,
    square_roots,
)
from flopscope._table.ufunc_units import RECIPROCAL, SQRT, SQUARE

_CHAINS: Final = {2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 8: 3}
"""Products of the shortest addition chain (Knuth, The Art of Computer Programming, vol. 2, 4.6.3)."""


def _real() -> dict[float, Units]:
    found: dict[float, Units] = {0: comparisons(1), 1: comparisons(1), 0.5: square_roots(1)}
    for exponent, steps in _CHAINS.items():
        found[exponent] = products(steps)
        found[-exponent] = products(steps) + divisions(1)
    return found | {-1: divisions(1)}


def _complex() -> dict[float, Units]:
    one = comparisons(2)
    found: dict[float, Units] = {0: one, 1: one, 0.5: SQRT}
    for exponent, steps in _CHAINS.items():
        found[exponent] = SQUARE + complex_products(steps - 1)
        found[-exponent] = found[exponent] + RECIPROCAL
    return found | {-1: RECIPROCAL}


SMALL: Final = {False: _real(), True: _complex()}
"""Units of one element by exponent, of real bases and of complex ones."""

EXPONENTS: Final = frozenset(SMALL[False])
"""The exponents whose value a price depends on: what price caches have to hold."""


def power_units(exponent: Any, is_complex: bool) -> Units | None:
    """What one element's power takes, if the exponent is one of the small numbers; else None."""
    if type(exponent) not in (int, float):
        return None
    return SMALL[is_complex].get(exponent)
