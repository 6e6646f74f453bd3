"""Asserts about arrays."""

from __future__ import annotations

from typing import Any

from flopscope._api import ops
from flopscope._api.errstate import errstate
from flopscope._api.info import iinfo
from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import dtype as Dtype
from flopscope._composed.asserts.comparing import compare_arrays
from flopscope._composed.choosing import where
from flopscope._composed.types import common_type


def assert_allclose(
    actual: Any,
    desired: Any,
    rtol: float = 1e-07,
    atol: float = 0,
    equal_nan: bool = True,
    err_msg: str = "",
    verbose: bool = True,
    *,
    strict: bool = False,
) -> None:
    """Assert that elements differ by at most ``atol + rtol * abs(desired)``.

    Parameters
    ----------
    actual, desired : array_like
    rtol, atol : float, optional
    equal_nan : bool, optional
        Whether NaNs are equal.
    err_msg : str, optional
    verbose : bool, optional
        Show both arrays.
    strict : bool, optional
        Require the same shapes and dtypes.

    Raises
    ------
    AssertionError
        If an element differs by more, or the shapes differ.

    Notes
    -----
    FLOPs: those of :func:`isclose` and :func:`all`.
    """
    compare_arrays(
        actual,
        desired,
        lambda x, y: ops.isclose(x, y, rtol=rtol, atol=atol, equal_nan=equal_nan),
        f"Not equal to tolerance rtol={rtol:g}, atol={atol:g}",
        str(err_msg),
        verbose,
        strict,
        nan_equal=False,
        inf_equal=False,
    )


def assert_array_equal(
    actual: Any, desired: Any, err_msg: str = "", verbose: bool = True, *, strict: bool = False
) -> None:
    """Assert that arrays are equal; NaNs are.

    Parameters
    ----------
    actual, desired : array_like
    err_msg, verbose, strict : optional
        As for :func:`assert_allclose`.

    Raises
    ------
    AssertionError
        If an element differs, or the shapes do.

    Notes
    -----
    FLOPs: those of ``==``, :func:`isnan` and :func:`all`.
    """
    compare_arrays(
        actual,
        desired,
        lambda x, y: x == y,
        "Arrays are not equal",
        err_msg,
        verbose,
        strict,
        inf_equal=False,
    )


def assert_array_less(
    x: Any, y: Any, err_msg: str = "", verbose: bool = True, *, strict: bool = False
) -> None:
    """Assert that every element of ``x`` is less than that of ``y``; NaNs must stand together.

    Raises
    ------
    AssertionError
        If one is not, or the shapes differ.
    """
    compare_arrays(
        x,
        y,
        lambda a, b: a < b,
        "Arrays are not strictly ordered `x < y`",
        err_msg,
        verbose,
        strict,
        inf_equal=False,
    )


def assert_array_almost_equal(
    actual: Any, desired: Any, decimal: int = 6, err_msg: str = "", verbose: bool = True
) -> None:
    """Assert that elements differ by less than ``1.5 * 10**-decimal``.

    Raises
    ------
    AssertionError
        If one differs by more, or the shapes differ.
    """

    def near(x: Any, y: Any) -> Any:
        with errstate(invalid="ignore"):
            close = ops.abs(x * 1.0 - y) < 1.5 * 10.0**-decimal
        if "c" in x.dtype.kind + y.dtype.kind:  # infinite parts have no difference
            close = close | ((x == y) & ops.isinf(x))
        return close

    header = f"Arrays are not almost equal to {decimal} decimals"
    compare_arrays(actual, desired, near, header, err_msg, verbose)


def assert_almost_equal(
    actual: Any, desired: Any, decimal: int = 7, err_msg: str = "", verbose: bool = True
) -> None:
    """As :func:`assert_array_almost_equal`, also for numbers.

    Raises
    ------
    AssertionError
        If they differ by more.
    """
    assert_array_almost_equal(actual, desired, decimal, err_msg, verbose)


def assert_array_almost_equal_nulp(x: Any, y: Any, nulp: float = 1) -> None:
    """Assert that elements differ by at most ``nulp`` spacings of the larger.

    Raises
    ------
    AssertionError
        If one differs by more.
    """
    a, b = ops.asarray(x), ops.asarray(y)
    spacing = nulp * ops.spacing(ops.maximum(ops.abs(a), ops.abs(b)))
    if bool(ops.any(ops.abs(a - b) > spacing)):
        raise AssertionError(f"Arrays are not equal to {nulp:g} ULP")


def assert_array_max_ulp(a: Any, b: Any, maxulp: int = 1, dtype: Any = None) -> ndarray:
    """Assert that at most ``maxulp`` - 1 numbers of the dtype lie between elements.

    Returns
    -------
    ndarray
        How many units in the last place each pair differs by, with one more dimension in front.

    Raises
    ------
    AssertionError
        If one differs by more.
    """
    found = Dtype(common_type(ops.asarray(a), ops.asarray(b)) if dtype is None else dtype)
    steps = [_ordered(ops.array([v], dtype=found)) for v in (a, b)]
    difference: ndarray = ops.abs(steps[0] - steps[1]).astype(found)
    if not bool(ops.all(difference <= maxulp)):
        raise AssertionError(
            f"Arrays are not almost equal up to {maxulp:g} ULP (max difference is "
            f"{float(difference.max()):g} ULP)"
        )
    return difference


def _ordered(x: ndarray) -> Any:
    """The floats' bits as integers in the floats' own order."""
    x = where(ops.isnan(x), ops.array(float("nan"), dtype=x.dtype), x)  # one NaN is like another
    bits = x.view(f"i{x.dtype.itemsize}")
    lowest = int(iinfo(bits.dtype).min)
    return where(bits < 0, lowest - bits, bits)
