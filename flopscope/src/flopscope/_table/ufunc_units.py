"""What one element of each ufunc takes: of real numbers, and of complex ones.

A function that + - * / and square roots, roundings and comparisons can be composed to takes at least as
much as the cheapest such composition. Other named functions are one evaluation. A complex function takes
what its formula in real numbers takes (Abramowitz & Stegun, *Handbook of Mathematical Functions*, 3.7 and
4.1 to 4.6).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from flopscope._pricing.units import (
    Units,
    additions,
    comparisons,
    complex_additions,
    complex_divisions,
    complex_products,
    divisions,
    evaluations,
    magnitudes,
    products,
    square_roots,
)


class Element(NamedTuple):
    """Units of one element.

    Attributes
    ----------
    real : Units
    complex : Units
        Twice the real ones unless the table says otherwise.
    formula : str
        The composition, for the docstring; empty for a single operation.
    """

    real: Units
    complex: Units
    formula: str = ""


_DIVISION = divisions(1) + comparisons(1)
_REMAINDER = _DIVISION + products(1) + additions(1)
_ANGLE = divisions(1) + evaluations(1)
_LOG = evaluations(1) + products(3) + additions(1) + _ANGLE  # log(a² + b²) / 2, and the angle
_SQRT = magnitudes(1) + additions(1) + products(2) + square_roots(1) + divisions(1)
_EXP = evaluations(3) + products(2)  # e^a (cos b + i sin b)
_CIRCULAR = evaluations(4) + products(2)  # sin a cosh b + i cos a sinh b
_QUOTIENT = (
    evaluations(4) + products(2) + additions(1) + divisions(2)
)  # sin 2a / (cos 2a + cosh 2b)
_INVERSE = complex_products(1) + complex_additions(2) + _SQRT + _LOG  # log(iz + sqrt(1 - z²))
_INVERSE_TAN = complex_divisions(1) + complex_additions(2) + _LOG + products(2)
_SOFT = comparisons(2) + additions(2) + evaluations(2)
_SQUARE = additions(2) + products(3)  # (a + b)(a - b) + 2abi
_TEST = comparisons(1)


def _same(real: Units, formula: str = "") -> Element:
    return Element(real, real * 2, formula)


def _function(complex_units: Units | None = None) -> Element:
    return Element(evaluations(1), complex_units or evaluations(2))


ELEMENTS: Final[dict[str, Element]] = {
    "add": _same(additions(1)),
    "subtract": _same(additions(1)),
    "multiply": Element(products(1), complex_products(1)),
    "divide": Element(divisions(1), complex_divisions(1)),
    "floor_divide": _same(_DIVISION, "a quotient and its floor"),
    "remainder": _same(_REMAINDER, "a quotient, its floor, a product and a difference"),
    "fmod": _same(_REMAINDER, "a quotient, its integer part, a product and a difference"),
    "divmod": _same(_REMAINDER, "a quotient, its floor, a product and a difference"),
    "power": _function(_LOG + complex_products(1) + _EXP),
    "float_power": _function(_LOG + complex_products(1) + _EXP),
    "hypot": _same(magnitudes(1), "two squares, a sum and a square root"),
    "arctan2": _same(_ANGLE, "a quotient and an arc tangent"),
    "logaddexp": _same(_SOFT, "maximum, minimum, their difference, exp, log1p and a sum"),
    "logaddexp2": _same(_SOFT, "maximum, minimum, their difference, exp2, a logarithm and a sum"),
    "copysign": _same(comparisons(3), "one sign bit cleared, one read, and both joined"),
    "nextafter": _same(comparisons(1) + additions(1), "a comparison and a step"),
    "maximum": _same(_TEST),
    "minimum": _same(_TEST),
    "fmax": _same(comparisons(3), "two tests for NaN and a comparison"),
    "fmin": _same(comparisons(3), "two tests for NaN and a comparison"),
    "sign": Element(comparisons(2), magnitudes(1) + divisions(2), "two comparisons"),
    "heaviside": _same(comparisons(2), "two comparisons"),
    "gcd": _function(),
    "lcm": _same(
        evaluations(1) + products(1) + _DIVISION, "a gcd, a product and a floored quotient"
    ),
    "ldexp": _same(evaluations(1) + products(1), "a power of 2 and a product"),
    "frexp": _same(
        evaluations(2) + comparisons(1) + divisions(1),
        "a logarithm, its floor, a power of 2 and a quotient",
    ),
    "modf": _same(comparisons(1) + additions(1), "the integer part and a difference"),
    "absolute": Element(_TEST, magnitudes(1)),
    "negative": _same(additions(1)),
    "positive": _same(additions(1)),
    "conjugate": Element(additions(1), additions(1)),
    "square": Element(products(1), _SQUARE),
    "reciprocal": Element(divisions(1), products(2) + additions(2) + divisions(2)),
    "sqrt": Element(square_roots(1), _SQRT),
    "deg2rad": _same(products(1)),
    "rad2deg": _same(products(1)),
    "exp": _function(_EXP),
    "exp2": _function(_EXP + products(2)),
    "expm1": _function(_EXP + additions(1)),
    "log": _function(_LOG),
    "log2": _function(_LOG + products(2)),
    "log10": _function(_LOG + products(2)),
    "log1p": _function(_LOG + additions(1)),
    "sin": _function(_CIRCULAR),
    "cos": _function(_CIRCULAR),
    "sinh": _function(_CIRCULAR),
    "cosh": _function(_CIRCULAR),
    "tan": _function(_QUOTIENT),
    "tanh": _function(_QUOTIENT),
    "arcsin": _function(_INVERSE),
    "arccos": _function(_INVERSE),
    "arcsinh": _function(_INVERSE),
    "arccosh": _function(_INVERSE),
    "arctan": _function(_INVERSE_TAN),
    "arctanh": _function(_INVERSE_TAN),
    "cbrt": _function(),
    "bitwise_count": _function(),
}
"""The ufuncs that are not one comparison, test, rounding or operation on bits per element."""

_ONE: Final = _same(_TEST)


def element(name: str) -> Element:
    """What one element of a ufunc takes."""
    return ELEMENTS.get(name, _ONE)


def folded(name: str, numbers: int) -> Units:
    """Folding with a ufunc, on complex operands (2) or real ones."""
    found = element(name)
    return found.complex if numbers > 1 else found.real
