"""The classes: a series with its domain, window and symbol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from flopscope._api import ops
from flopscope._api.scalars import is_number
from flopscope._arrays.array import ndarray
from flopscope._composed.polynomials import text
from flopscope._composed.polynomials.fitting import Fitting
from flopscope._composed.polynomials.utils import (
    as_series,
    getdomain,
    mapdomain,
    mapparms,
    trimcoef,
)
from flopscope._table.spec import shape as shape_of


class _OfBasis:
    """An interval of a class's basis, a new array each time; an instance has its own."""

    def __get__(self, instance: Any, owner: type[ABCPolyBase]) -> ndarray:
        return ops.array(owner.family.domain)


class ABCPolyBase:
    """A series in a basis, as a function of a variable in ``domain`` that is mapped to ``window``.

    Parameters
    ----------
    coef : array_like
        Coefficients, the lowest first.
    domain, window : array_like, optional
        Intervals; default the basis' own.
    symbol : str, optional
        The variable's name in text.

    Raises
    ------
    ValueError
        If an interval is not of two numbers, or the symbol is no identifier.
    TypeError
        If the symbol is no text.
    """

    family: ClassVar[Fitting]
    basis_name: ClassVar[str | None] = None
    maxpower: ClassVar[int] = 100
    domain: Any = _OfBasis()
    window: Any = _OfBasis()
    __hash__ = None  # type: ignore[assignment]  # mutable

    def __init__(
        self, coef: Any, domain: Any = None, window: Any = None, symbol: str = "x"
    ) -> None:
        (self.coef,) = as_series([coef], trim=False)
        self.domain = self._interval(domain, "Domain")
        self.window = self._interval(window, "Window")
        if not isinstance(symbol, str):
            raise TypeError("Symbol must be a non-empty string")
        if not symbol.isidentifier():
            raise ValueError(
                "Symbol string must be composed of letters, digits and underscores, and not begin "
                "with a digit"
            )
        self._symbol = symbol

    def _interval(self, given: Any, what: str) -> ndarray:
        (found,) = as_series([self.family.domain if given is None else given], trim=False)
        if len(found) != 2:
            raise ValueError(f"{what} has wrong number of elements.")
        return found

    @property
    def symbol(self) -> str:
        """The variable's name."""
        return self._symbol

    def _with(self, coef: Any) -> Self:
        return type(self)(coef, self.domain, self.window, self.symbol)

    # --- comparing -------------------------------------------------------------------------------

    def has_samecoef(self, other: ABCPolyBase) -> bool:
        """Whether the coefficients are equal."""
        return len(self.coef) == len(other.coef) and bool(ops.all(self.coef == other.coef))

    def has_samedomain(self, other: ABCPolyBase) -> bool:
        """Whether the domains are equal."""
        return bool(ops.all(self.domain == other.domain))

    def has_samewindow(self, other: ABCPolyBase) -> bool:
        """Whether the windows are equal."""
        return bool(ops.all(self.window == other.window))

    def has_sametype(self, other: object) -> bool:
        """Whether the other is of this class."""
        return isinstance(other, type(self))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ABCPolyBase)
            and type(self) is type(other)
            and self.has_samedomain(other)
            and self.has_samewindow(other)
            and self.has_samecoef(other)
            and self.symbol == other.symbol
        )

    def _coefficients(self, other: Any) -> Any:
        """Another operand's coefficients, if the two can be combined."""
        if not isinstance(other, ABCPolyBase):
            return other
        if not isinstance(other, type(self)):
            raise TypeError("Polynomial types differ")
        if not self.has_samedomain(other):
            raise TypeError("Domains differ")
        if not self.has_samewindow(other):
            raise TypeError("Windows differ")
        if self.symbol != other.symbol:
            raise ValueError("Polynomial symbols differ")
        return other.coef

    # --- arithmetic ------------------------------------------------------------------------------

    def _combined(self, operation: str, other: Any, swapped: bool) -> Any:
        given = self._coefficients(other)
        if not _is_series(given):
            return NotImplemented
        pair = (given, self.coef) if swapped else (self.coef, given)
        found = getattr(self.family, operation)(*pair)
        return tuple(map(self._with, found)) if isinstance(found, tuple) else self._with(found)

    def __add__(self, other: Any) -> Any:
        return self._combined("add", other, swapped=False)

    def __radd__(self, other: Any) -> Any:
        return self._combined("add", other, swapped=True)

    def __sub__(self, other: Any) -> Any:
        return self._combined("sub", other, swapped=False)

    def __rsub__(self, other: Any) -> Any:
        return self._combined("sub", other, swapped=True)

    def __mul__(self, other: Any) -> Any:
        return self._combined("mul", other, swapped=False)

    def __rmul__(self, other: Any) -> Any:
        return self._combined("mul", other, swapped=True)

    def __divmod__(self, other: Any) -> Any:
        return self._combined("div", other, swapped=False)

    def __rdivmod__(self, other: Any) -> Any:
        return self._combined("div", other, swapped=True)

    def __floordiv__(self, other: Any) -> Any:
        return _part(self.__divmod__(other), 0)

    def __rfloordiv__(self, other: Any) -> Any:
        return _part(self.__rdivmod__(other), 0)

    def __mod__(self, other: Any) -> Any:
        return _part(self.__divmod__(other), 1)

    def __rmod__(self, other: Any) -> Any:
        return _part(self.__rdivmod__(other), 1)

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, bool) or not is_number(other):
            raise TypeError(f"unsupported types for true division: '{type(self)}', '{type(other)}'")
        return self.__floordiv__(other)

    def __rtruediv__(self, other: Any) -> Any:
        raise TypeError(
            f"unsupported types for true division: '{type(other)}', '{type(self)}'; use // and %"
        )

    def __pow__(self, other: Any) -> Self:
        return self._with(self.family.pow(self.coef, other, maxpower=self.maxpower))

    def __neg__(self) -> Self:
        return self._with(-self.coef)

    def __pos__(self) -> Self:
        return self

    def __call__(self, arg: Any) -> Any:
        """The series' values at points."""
        return self.family.val(mapdomain(arg, self.domain, self.window), self.coef)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.coef)

    def __len__(self) -> int:
        return len(self.coef)

    # --- forms -----------------------------------------------------------------------------------

    def copy(self) -> Self:
        """A copy."""
        return self._with(self.coef)

    def degree(self) -> int:
        """The degree: one less than the number of coefficients."""
        return len(self) - 1

    def cutdeg(self, deg: Any) -> Self:
        """The series without terms above a degree."""
        return self.truncate(deg + 1)

    def trim(self, tol: float = 0) -> Self:
        """The series without trailing coefficients of at most ``tol`` in size."""
        return self._with(trimcoef(self.coef, tol))

    def truncate(self, size: Any) -> Self:
        """The series' first ``size`` coefficients.

        Raises
        ------
        ValueError
            If that is no positive integer.
        """
        count = int(size)
        if count != size or count < 1:
            raise ValueError("size must be a positive integer")
        return self._with(self.coef[:count])

    def convert(self, domain: Any = None, kind: Any = None, window: Any = None) -> Any:
        """The same function as a series of another class, domain or window.

        Parameters
        ----------
        domain, window : array_like, optional
            Default those of the class.
        kind : class, optional
            Default this one.
        """
        cls = type(self) if kind is None else kind
        return self(cls.identity(domain, window=window, symbol=self.symbol))

    def mapparms(self) -> tuple[Any, Any]:
        """Offset and scale of the map from domain to window."""
        return mapparms(self.domain, self.window)

    def linspace(self, n: int = 100, domain: Any = None) -> tuple[ndarray, ndarray]:
        """Points across the domain, and the series' values there."""
        ends = self.domain if domain is None else domain
        points = ops.linspace(ends[0], ends[1], n)
        return points, self(points)

    # --- calculus --------------------------------------------------------------------------------

    def integ(self, m: int = 1, k: Any = (), lbnd: Any = None) -> Self:
        """The m-th integral, with constants ``k``, from ``lbnd`` (default 0)."""
        offset, scale = self.mapparms()
        start = 0 if lbnd is None else offset + scale * lbnd
        return self._with(self.family.int(self.coef, m, k, start, 1.0 / scale))

    def deriv(self, m: int = 1) -> Self:
        """The m-th derivative."""
        return self._with(self.family.der(self.coef, m, self.mapparms()[1]))

    def roots(self) -> ndarray:
        """The roots, in the domain's variable."""
        found: ndarray = mapdomain(self.family.roots(self.coef), self.window, self.domain)
        return found

    # --- making ----------------------------------------------------------------------------------

    @classmethod
    def fit(
        cls,
        x: Any,
        y: Any,
        deg: Any,
        domain: Any = None,
        rcond: float | None = None,
        full: bool = False,
        w: Any = None,
        window: Any = None,
        symbol: str = "x",
    ) -> Any:
        """The series that fits points best, by least squares.

        Parameters
        ----------
        x, y : array_like
            Shape (m,).
        deg : int or sequence of int
        domain : array_like, optional
            Default the points' range; ``[]`` is the class's own.
        rcond, full, w : optional
            As for the basis' ``fit`` function.
        window : array_like, optional
        symbol : str, optional

        Returns
        -------
        series, or (series, list) with ``full``
        """
        ends = domain
        if domain is None:
            ends = getdomain(x)
            if bool(ends[0] == ends[1]):
                ends = ops.array([ends[0] - 1, ends[1] + 1])
        elif isinstance(domain, list) and not domain:
            ends = ops.array(cls.family.domain)
        frame = ops.array(cls.family.domain) if window is None else window
        found = cls.family.fit(mapdomain(x, ends, frame), y, deg, rcond, full, w)
        if not full:
            return cls(found, ends, frame, symbol)
        return cls(found[0], ends, frame, symbol), found[1]

    @classmethod
    def fromroots(cls, roots: Any, domain: Any = (), window: Any = None, symbol: str = "x") -> Self:
        """The series with these roots; the domain is by default the class's own."""
        (given,) = as_series([roots], trim=False)
        frame = cls.family.domain if window is None else window
        if domain is None:
            ends = getdomain(given)
        else:
            ends = (
                ops.array(cls.family.domain)
                if shape_of(domain) == () and not len(domain)
                else domain
            )
        frame = ops.array(frame)
        offset, scale = mapparms(ends, frame)
        series = cls.family.fromroots(offset + scale * given)
        return cls(series / scale ** len(given), ends, frame, symbol)

    @classmethod
    def identity(cls, domain: Any = None, window: Any = None, symbol: str = "x") -> Self:
        """The series of the variable itself."""
        ends = ops.array(cls.family.domain if domain is None else domain)
        frame = ops.array(cls.family.domain if window is None else window)
        offset, scale = mapparms(frame, ends)
        return cls(cls.family.line(offset, scale), ends, frame, symbol)

    @classmethod
    def basis(cls, deg: Any, domain: Any = None, window: Any = None, symbol: str = "x") -> Self:
        """The basis' element of a degree.

        Raises
        ------
        ValueError
            If the degree is no non-negative integer.
        """
        degree = int(deg)
        if degree != deg or degree < 0:
            raise ValueError("deg must be non-negative integer")
        return cls([0] * degree + [1], domain, window, symbol)

    @classmethod
    def cast(cls, series: ABCPolyBase, domain: Any = None, window: Any = None) -> Any:
        """A series of any class as one of this."""
        return series.convert(domain, cls, window)

    # --- text ------------------------------------------------------------------------------------

    def _text(self, style: str) -> str:
        offset, scale = (float(v) for v in self.mapparms())
        return text.series_text(
            self.coef.tolist(), self.symbol, offset, scale, self.basis_name, style
        )

    def _repr_latex_(self) -> str:
        """The series as LaTeX, for notebooks."""
        offset, scale = (float(v) for v in self.mapparms())
        return text.series_latex(self.coef.tolist(), self.symbol, offset, scale, self.basis_name)

    def __str__(self) -> str:
        return self._text(text.default_style())

    def __format__(self, fmt_str: str) -> str:
        if fmt_str not in ("", "ascii", "unicode"):
            raise ValueError(
                f"Unsupported format string '{fmt_str}' passed to {type(self)}.__format__. "
                "Valid options are 'ascii' and 'unicode'"
            )
        return self._text(fmt_str or text.default_style())

    def __repr__(self) -> str:
        coef, domain, window = (repr(v)[6:-1] for v in (self.coef, self.domain, self.window))
        name = type(self).__name__
        return f"{name}({coef}, domain={domain}, window={window}, symbol='{self.symbol}')"


def _is_series(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return True
    return isinstance(value, ndarray) or is_number(value)


def _part(both: Any, place: int) -> Any:
    return both if both is NotImplemented else both[place]
