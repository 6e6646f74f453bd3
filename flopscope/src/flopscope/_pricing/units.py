"""Vectors of units: what a call does, before a policy says what that costs.

A FLOP rule gives a vector, written as a sum::

    flops = lambda c: products(m * n) + multiply_adds(m * n * (k - 1))

Counts are integers, exact at any size. Every count is of real numbers: one product of complex numbers is
four products and two additions; :func:`complex_products` and its relatives say so.

A rule may return an int instead, which counts in its pricing class's own unit (:func:`of_class`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

UNITS: Final = {
    "additions": "sums and differences",
    "products": "products that no sum follows",
    "multiply_adds": "products, each with the sum that it goes into: two operations, or one fused",
    "divisions": "quotients",
    "square_roots": "square roots",
    "comparisons": "comparisons, tests, choices, roundings and operations on bits",
    "evaluations": "evaluations of a named function: exp, log, sin, power, ...",
    "samples": "samples of a distribution",
    "words": "bytes of raw random bits",
    "moved": "elements copied as part of a block: copies, joins, fills",
    "gathered": "elements read or written through an index array or a mask",
    "cast": "elements converted to another dtype",
    "joined": "operands of joins and assignments",
    "uploaded": "numbers that the program brings in",
    "downloaded": "numbers that the program takes out",
    "bytes_read": "bytes of the operands",
    "bytes_written": "bytes of the result",
}
"""The units and what each counts, in the order in which they are shown."""

CLASSES: Final = {
    "arithmetic": "floating-point arithmetic per element: + - * / and what is built of few of them",
    "comparison": "comparing, testing and choosing elements",
    "transcendental": "one evaluation of exp, log, sin, power, ... per element",
    "contraction": "products summed over an axis: matmul, einsum, tensordot",
    "linalg": "factorizations and solvers",
    "fft": "Fourier transforms",
    "sorting": "comparisons made by sorting and searching",
    "random": "one sample",
    "movement": "copies, gathers and fills per element",
    "view": "a new view or only information; no element is touched",
}
"""The pricing classes of rows."""


_FREE: Final = ("moved", "joined", "uploaded", "downloaded", "bytes_read", "bytes_written")


class Units(Mapping[str, int]):
    """Counts by unit; add vectors with ``+`` and scale them with ``*``.

    Parameters
    ----------
    **counts : int
        By the names of :data:`UNITS`; units that are left out count 0.

    Raises
    ------
    TypeError
        If there is no unit of a name.

    Examples
    --------
    >>> products(6) + multiply_adds(12) * 2
    Units(products=6, multiply_adds=24)
    >>> (products(6) + multiply_adds(12)).operations
    30
    """

    __slots__ = ("_counts",)

    def __init__(self, **counts: int) -> None:
        if not counts.keys() <= UNITS.keys():
            unknown = min(counts.keys() - UNITS.keys())
            raise TypeError(f"there is no unit {unknown!r}; the units are {', '.join(UNITS)}")
        self._counts = {unit: int(n) for unit, n in counts.items() if n}

    def __getitem__(self, unit: str) -> int:
        if unit not in UNITS:
            raise KeyError(unit)
        return self._counts.get(unit, 0)

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)

    def __add__(self, other: Units | int) -> Units:
        if other == 0:  # so that sum() works
            return self
        if not isinstance(other, Units):
            return NotImplemented
        made = dict(self._counts)
        for unit, n in other._counts.items():
            made[unit] = made.get(unit, 0) + n
        return Units(**made)

    __radd__ = __add__

    def __mul__(self, times: int) -> Units:
        if not isinstance(times, int):
            return NotImplemented
        return Units(**{unit: n * times for unit, n in self._counts.items()})

    __rmul__ = __mul__

    def __hash__(self) -> int:
        return hash(frozenset(self._counts.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Units) and self._counts == other._counts

    @property
    def operations(self) -> int:
        """The FLOPs of the default policy: each unit is one, a multiply-add two, block moves and bytes none."""
        counts = self._counts
        free = sum(counts.get(unit, 0) for unit in _FREE)
        return sum(counts.values()) + counts.get("multiply_adds", 0) - free

    @property
    def at_least_zero(self) -> Units:
        """The same without negative counts."""
        if all(n >= 0 for n in self._counts.values()):
            return self
        return Units(**{unit: max(0, n) for unit, n in self._counts.items()})

    def __repr__(self) -> str:
        return f"Units({', '.join(f'{unit}={self[unit]}' for unit in UNITS if self[unit])})"


NOTHING: Final = Units()
"""The vector of a call that does nothing."""


# --- constructors that read well in a row ----------------------------------------------------------


def additions(n: int) -> Units:
    """``n`` sums or differences of real numbers."""
    return Units(additions=n)


def products(n: int) -> Units:
    """``n`` products of real numbers."""
    return Units(products=n)


def multiply_adds(n: int) -> Units:
    """``n`` products of real numbers, each added to something: ``2 n`` operations."""
    return Units(multiply_adds=n)


def divisions(n: int) -> Units:
    """``n`` quotients of real numbers."""
    return Units(divisions=n)


def square_roots(n: int) -> Units:
    """``n`` square roots of real numbers."""
    return Units(square_roots=n)


def comparisons(n: int) -> Units:
    """``n`` comparisons, tests, choices or operations on bits."""
    return Units(comparisons=n)


def evaluations(n: int) -> Units:
    """``n`` evaluations of a named function of real numbers."""
    return Units(evaluations=n)


def samples(n: int) -> Units:
    """``n`` samples of a distribution."""
    return Units(samples=n)


def words(n: int) -> Units:
    """``n`` bytes of raw random bits."""
    return Units(words=n)


def moved(n: int) -> Units:
    """``n`` elements copied or filled as a block."""
    return Units(moved=n)


def gathered(n: int) -> Units:
    """``n`` elements read or written by index."""
    return Units(gathered=n)


def cast(n: int) -> Units:
    """``n`` elements converted to another dtype."""
    return Units(cast=n)


def dot_products(n: int, k: int) -> Units:
    """``n`` dot products of ``k`` real numbers each: ``n`` products and ``n (k - 1)`` multiply-adds.

    >>> dot_products(6, 3).operations
    30
    """
    return Units(products=n, multiply_adds=n * (k - 1)) if k > 0 else NOTHING


def paired(n: int) -> Units:
    """``n`` operations of which every second is a sum that takes in a product, as in a factorization.

    >>> paired(7)
    Units(products=1, multiply_adds=3)
    """
    return Units(multiply_adds=n // 2, products=n % 2)


def butterflies(n: int) -> Units:
    """``n`` operations of Fourier transforms, of which two in five are products (Van Loan 1992, 1.4)."""
    factors = -(-2 * n // 5)  # rounded up, so that a transform of one point is a product
    return Units(products=factors, additions=n - factors)


# --- the same of complex numbers, as operations on real ones ----------------------------------------


def complex_additions(n: int) -> Units:
    """``n`` sums of complex numbers: 2 operations each."""
    return Units(additions=2 * n)


def complex_products(n: int) -> Units:
    """``n`` products of complex numbers: 6 operations each."""
    return Units(products=4 * n, additions=2 * n)


def real_complex_products(n: int) -> Units:
    """``n`` products of a real and a complex number: 2 operations each."""
    return Units(products=2 * n)


def complex_multiply_adds(n: int) -> Units:
    """``n`` products of complex numbers, each added to something: 8 operations each."""
    return Units(multiply_adds=4 * n)


def complex_divisions(n: int) -> Units:
    """``n`` quotients of complex numbers: 11 operations each.

    The product with the conjugate (6), the squared magnitude (3) and two real quotients.
    """
    return Units(products=6 * n, additions=3 * n, divisions=2 * n)


def magnitudes(n: int) -> Units:
    """``n`` magnitudes of complex numbers: 4 operations each (two squares, a sum, a square root)."""
    return Units(products=2 * n, additions=n, square_roots=n)


def complex_dot_products(n: int, k: int) -> Units:
    """``n`` dot products of ``k`` complex numbers each: 6 per product and 2 per sum.

    >>> complex_dot_products(1, 3).operations
    22
    """
    return complex_products(n) + complex_multiply_adds(n * (k - 1)) if k > 0 else NOTHING


_OF_CLASS: Final = {
    "arithmetic": additions,
    "comparison": comparisons,
    "transcendental": evaluations,
    "contraction": paired,
    "linalg": paired,
    "fft": butterflies,
    "sorting": comparisons,
    "random": samples,
    "movement": moved,
    "view": moved,
}


def of_class(cls: str, count: Units | int) -> Units:
    """What a rule gave, as a vector: an int counts in the unit of its pricing class.

    >>> of_class("transcendental", 3), of_class("linalg", 7)
    (Units(evaluations=3), Units(products=1, multiply_adds=3))
    """
    if isinstance(count, Units):
        return count.at_least_zero
    # Lengths may be negative where NumPy takes them for none: no call ever gives FLOPs back.
    return _OF_CLASS[cls](max(0, int(count)))
