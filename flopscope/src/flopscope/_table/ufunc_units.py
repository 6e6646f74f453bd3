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


DIVISION = divisions(1) + comparisons(1)
REMAINDER = DIVISION + products(1) + additions(1)
ANGLE = divisions(1) + evaluations(1)
LOG = evaluations(1) + products(3) + additions(1) + ANGLE  # log(a² + b²) / 2, and the angle
SQRT = magnitudes(1) + additions(1) + products(2) + square_roots(1) + divisions(1)
EXP = evaluations(3) + products(2)  # e^a (cos b + i sin b)
CIRCULAR = evaluations(4) + products(2)  # sin a cosh b + i cos a sinh b
QUOTIENT = evaluations(4) + products(2) + additions(1) + divisions(2)  # sin 2a / (cos 2a + cosh 2b)
INVERSE = complex_products(1) + complex_additions(2) + SQRT + LOG  # log(iz + sqrt(1 - z²))
INVERSE_TAN = complex_divisions(1) + complex_additions(2) + LOG + products(2)
SOFT = comparisons(2) + additions(2) + evaluations(2)
SQUARE = additions(2) + products(3)  # (a + b)(a - b) + 2abi
RECIPROCAL = products(2) + additions(2) + divisions(2)
TEST = comparisons(1)


def same(real: Units, formula: str = "") -> Element:
    return Element(real, real * 2, formula)


def evaluated(complex_units: Units | None = None) -> Element:
    return Element(evaluations(1), complex_units or evaluations(2))


ELEMENTS: Final[dict[str, Element]] = {
    "divmod": same(REMAINDER, "a quotient, its floor, a product and a difference"),
    "maximum": same(TEST),
    "minimum": same(TEST),
    "fmax": same(comparisons(3), "two tests for NaN and a comparison"),
    "fmin": same(comparisons(3), "two tests for NaN and a comparison"),
    "ldexp": same(evaluations(1) + products(1), "a power of 2 and a product"),
    "frexp": same(
        evaluations(2) + comparisons(1) + divisions(1),
        "a logarithm, its floor, a power of 2 and a quotient",
    ),
    "modf": same(comparisons(1) + additions(1), "the integer part and a difference"),
    "exp": evaluated(EXP),
    "exp2": evaluated(EXP + products(2)),
    "expm1": evaluated(EXP + additions(1)),
    "log": evaluated(LOG),
    "log2": evaluated(LOG + products(2)),
    "log10": evaluated(LOG + products(2)),
    "log1p": evaluated(LOG + additions(1)),
    "sin": evaluated(CIRCULAR),
    "cos": evaluated(CIRCULAR),
    "sinh": evaluated(CIRCULAR),
    "cosh": evaluated(CIRCULAR),
    "tan": evaluated(QUOTIENT),
    "tanh": evaluated(QUOTIENT),
    "arcsin": evaluated(INVERSE),
    "arccos": evaluated(INVERSE),
    "arcsinh": evaluated(INVERSE),
    "arccosh": evaluated(INVERSE),
    "arctan": evaluated(INVERSE_TAN),
    "arctanh": evaluated(INVERSE_TAN),
}
"""What one element takes, of ufuncs for which it is not one comparison, test, rounding or operation on bits.

Rows of their own add theirs (``each=``); these belong to rows that a loop adds."""

_ONE: Final = same(TEST)


def element(name: str) -> Element:
    """What one element of a ufunc takes."""
    return ELEMENTS.get(name, _ONE)


def folded(name: str, numbers: int) -> Units:
    """Folding with a ufunc, on complex operands (2) or real ones."""
    found = element(name)
    return found.complex if numbers > 1 else found.real
