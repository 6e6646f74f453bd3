"""``poly1d``: a polynomial by its coefficients, the highest power first."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

from flopscope._api import ops
from flopscope._api.scalars import is_number
from flopscope._arrays.array import ndarray
from flopscope._table import TABLE


class poly1d:
    """A polynomial.

    Parameters
    ----------
    c_or_r : array_like
        Coefficients, the highest power first; or roots.
    r : bool, optional
        Whether roots are given.
    variable : str, optional
        The variable's name in text.

    Attributes
    ----------
    coeffs : ndarray
        Also ``c``, ``coef`` and ``coefficients``.
    order : int
        Also ``o``.
    roots : ndarray
        Also ``r``.
    variable : str

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> p = fnp.poly1d([1, 2, 3])
    >>> p(2).item(), (p * p).coeffs.tolist()
    (11, [1, 4, 10, 12, 9])
    """

    coeffs: ndarray
    variable: str
    __hash__ = None  # type: ignore[assignment]  # mutable

    def __init__(self, c_or_r: Any, r: bool = False, variable: str | None = None) -> None:
        if isinstance(c_or_r, poly1d):
            self.coeffs = c_or_r.coeffs
            self.variable = c_or_r.variable if variable is None else variable
            return
        given = ops.poly(c_or_r) if r else ops.atleast_1d(c_or_r)
        if given.ndim > 1:
            raise ValueError("Polynomial must be 1d only.")
        trimmed = ops.trim_zeros(given, trim="f")
        self.coeffs = trimmed if len(trimmed) else ops.array([0], dtype=given.dtype)
        self.variable = "x" if variable is None else variable

    c = coef = coefficients = property(lambda self: self.coeffs)
    o = property(lambda self: self.order)
    r = property(lambda self: self.roots)

    @property
    def order(self) -> int:
        """The degree."""
        return len(self.coeffs) - 1

    @property
    def roots(self) -> ndarray:
        """The roots."""
        found: ndarray = ops.roots(self.coeffs)
        return found

    def __call__(self, val: Any) -> Any:
        """The value at points, or of another polynomial put in for the variable."""
        return polyval(self, val)

    def __len__(self) -> int:
        return self.order

    def __iter__(self) -> Iterator[Any]:
        return iter(self.coeffs)

    def __getitem__(self, power: int) -> Any:
        """The coefficient of a power; 0 where there is none."""
        if power < 0 or power > self.order:
            return ops.zeros((), dtype=self.coeffs.dtype)[()]
        return self.coeffs[self.order - power]

    def __setitem__(self, power: int, value: Any) -> None:
        if power < 0:
            raise ValueError("Does not support negative powers.")
        missing = power - self.order
        if missing > 0:
            zeros = ops.zeros(missing, dtype=self.coeffs.dtype)
            self.coeffs = ops.concatenate([zeros, self.coeffs])
        self.coeffs[self.order - power] = value

    # --- arithmetic ------------------------------------------------------------------------------

    def __neg__(self) -> poly1d:
        return poly1d(-self.coeffs)

    def __pos__(self) -> poly1d:
        return self

    def __add__(self, other: Any) -> poly1d:
        return poly1d(ops.polyadd(self.coeffs, poly1d(other).coeffs))

    __radd__ = __add__

    def __sub__(self, other: Any) -> poly1d:
        return poly1d(ops.polysub(self.coeffs, poly1d(other).coeffs))

    def __rsub__(self, other: Any) -> poly1d:
        return poly1d(ops.polysub(poly1d(other).coeffs, self.coeffs))

    def __mul__(self, other: Any) -> poly1d:
        if is_number(other):
            return poly1d(self.coeffs * other)
        return poly1d(ops.polymul(self.coeffs, poly1d(other).coeffs))

    __rmul__ = __mul__

    def __pow__(self, val: Any) -> poly1d:
        power = int(val) if is_number(val) and int(val) == val else -1
        if power < 0:
            raise ValueError("Power to non-negative integers only.")
        made = poly1d([1])
        for _ in range(power):
            made = made * self
        return made

    def __truediv__(self, other: Any) -> Any:
        if is_number(other):
            return poly1d(self.coeffs / other)
        return polydiv(self, poly1d(other))

    def __rtruediv__(self, other: Any) -> Any:
        if is_number(other):
            return poly1d(other / self.coeffs)
        return polydiv(poly1d(other), self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, poly1d):
            return NotImplemented
        same_shape = self.coeffs.shape == other.coeffs.shape
        return same_shape and bool(ops.all(self.coeffs == other.coeffs))

    def deriv(self, m: int = 1) -> poly1d:
        """The m-th derivative."""
        return poly1d(ops.polyder(self.coeffs, m=m))

    def integ(self, m: int = 1, k: Any = 0) -> poly1d:
        """The m-th integral, with constants ``k``."""
        return poly1d(ops.polyint(self.coeffs, m=m, k=k))

    # --- text ------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"poly1d({repr(self.coeffs)[6:-1]})"

    def __str__(self) -> str:
        terms = [
            (_number(c), self.order - i)
            for i, c in enumerate(self.coeffs.tolist())
            if c != 0 or self.order == 0
        ]
        return _lifted(_joined(terms, self.variable))


def _number(c: Any) -> str:
    if isinstance(c, complex) and c.imag == 0:
        c = c.real
    if not isinstance(c, complex):
        return f"{c:.4g}"
    if c.real == 0:
        return f"{c.imag:.4g}j"
    return f"({c.real:.4g} + {c.imag:.4g}j)"


def _joined(terms: list[tuple[str, int]], variable: str) -> str:
    """The terms with signs between them, powers as ``**``."""
    text = ""
    for number, power in terms:
        factor = "" if power == 0 else variable if power == 1 else f"{variable}**{power}"
        if text:
            negative = number.startswith("-")
            text += f" - {number[1:]}" if negative else f" + {number}"
        else:
            text = number
        text += f" {factor}" if factor else ""
    return text or "0"


def _lifted(text: str, wrap: int = 70) -> str:
    """The powers on a line above, wrapped."""
    shown, above, below, end = " ", "", "", 0
    for match in re.finditer(r"\*\*(\d+)", text):
        base, power = text[end : match.start()], match[1]
        upper = " " * (len(base) - 1) + power
        lower = base + " " * (len(power) - 1)
        if max(len(above) + len(upper), len(below) + len(lower)) > wrap:
            shown += f"{above}\n{below}\n "
            above = below = ""
        above, below, end = above + upper, below + lower, match.end()
    return f"{shown}{above}\n{below}{text[end:]}"


def _accepting(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of coefficients that also takes :class:`poly1d`, and then gives it."""

    @functools.wraps(function)
    def with_poly1d(*args: Any, **kwargs: Any) -> Any:
        if not any(isinstance(a, poly1d) for a in args):
            return function(*args, **kwargs)
        found = function(*(a.coeffs if isinstance(a, poly1d) else a for a in args), **kwargs)
        if not TABLE[function.__name__].gives_polynomials:
            return found
        return tuple(map(poly1d, found)) if isinstance(found, tuple) else poly1d(found)

    return with_poly1d


def _substituted(outer: Any, inner: poly1d) -> poly1d:
    """The polynomial of a polynomial, by Horner's rule."""
    made = poly1d(0)
    for c in poly1d(outer).coeffs:
        made = made * inner + c
    return made


poly = _accepting(ops.poly)
polyadd = _accepting(ops.polyadd)
polyder = _accepting(ops.polyder)
polydiv = _accepting(ops.polydiv)
polyint = _accepting(ops.polyint)
polymul = _accepting(ops.polymul)
polysub = _accepting(ops.polysub)


def polyval(p: Any, x: Any) -> Any:
    if isinstance(x, poly1d):
        return _substituted(p, x)
    return _values(p, x)


functools.update_wrapper(polyval, ops.polyval)
_values = _accepting(ops.polyval)
roots = _accepting(ops.roots)
