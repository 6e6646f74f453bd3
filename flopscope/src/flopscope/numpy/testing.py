"""``fnp.testing``: asserts about arrays. What they compare is counted as any other operation."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import SkipTest, TestCase

from flopscope import numpy as fnp
from flopscope._array import ndarray
from flopscope._composed.asserts import compare_arrays, message
from flopscope._modules import closed_module

_case = TestCase()
_NUMBERS = (int, float, complex)


def assert_(val: Any, msg: Any = "") -> None:
    """Assert that a value is true; unlike the statement, also under ``python -O``.

    Raises
    ------
    AssertionError
        With ``msg``, or what it returns if it is callable.
    """
    if not val:
        raise AssertionError(msg() if callable(msg) else msg)


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
        lambda x, y: fnp.isclose(x, y, rtol=rtol, atol=atol, equal_nan=equal_nan),
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
        with fnp.errstate(invalid="ignore"):
            return fnp.abs(x * 1.0 - y) < 1.5 * 10.0**-decimal

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


def assert_approx_equal(
    actual: Any, desired: Any, significant: int = 7, err_msg: str = "", verbose: bool = True
) -> None:
    """Assert that two numbers are equal to some significant digits.

    Raises
    ------
    AssertionError
        If they differ by more.
    """
    a, b = float(actual), float(desired)
    if a == b or (math.isnan(a) and math.isnan(b)):
        return
    header = f"Items are not equal to {significant} significant digits:"
    if not (math.isfinite(a) and math.isfinite(b)):
        raise AssertionError(message((actual, desired), header, err_msg, verbose))
    scale = 10.0 ** math.floor(math.log10(0.5 * (abs(a) + abs(b))))
    if abs(a / scale - b / scale) >= 10.0 ** -(significant - 1):
        raise AssertionError(message((actual, desired), header, err_msg, verbose))


def assert_array_almost_equal_nulp(x: Any, y: Any, nulp: float = 1) -> None:
    """Assert that elements differ by at most ``nulp`` spacings of the larger.

    Raises
    ------
    AssertionError
        If one differs by more.
    """
    a, b = fnp.asarray(x), fnp.asarray(y)
    spacing = nulp * fnp.spacing(fnp.maximum(fnp.abs(a), fnp.abs(b)))
    if bool(fnp.any(fnp.abs(a - b) > spacing)):
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
    found = fnp.dtype(fnp.common_type(fnp.asarray(a), fnp.asarray(b)) if dtype is None else dtype)
    steps = [_ordered(fnp.array([v], dtype=found)) for v in (a, b)]
    difference: ndarray = fnp.abs(steps[0] - steps[1]).astype(found)
    if not bool(fnp.all(difference <= maxulp)):
        raise AssertionError(
            f"Arrays are not almost equal up to {maxulp:g} ULP (max difference is "
            f"{float(difference.max()):g} ULP)"
        )
    return difference


def _ordered(x: ndarray) -> Any:
    """The floats' bits as integers in the floats' own order."""
    bits = x.view(f"i{x.dtype.itemsize}")
    lowest = int(fnp.iinfo(bits.dtype).min)
    return fnp.where(bits < 0, lowest - bits, bits)


def assert_equal(
    actual: Any, desired: Any, err_msg: str = "", verbose: bool = True, *, strict: bool = False
) -> None:
    """Assert that two objects are equal: arrays, numbers, and dicts, lists and tuples of them.

    NaNs are equal; zeros of different signs, as numbers, are not.

    Raises
    ------
    AssertionError
        If they are not.
    """
    __tracebackhide__ = True
    if isinstance(desired, dict):
        if not isinstance(actual, dict):
            raise AssertionError(repr(type(actual)))
        assert_equal(len(actual), len(desired), err_msg, verbose)
        for key, value in desired.items():
            if key not in actual:
                raise AssertionError(repr(key))
            assert_equal(actual[key], value, f"key={key!r}\n{err_msg}", verbose)
    elif isinstance(desired, list | tuple) and isinstance(actual, list | tuple):
        assert_equal(len(actual), len(desired), err_msg, verbose)
        for place, (one, other) in enumerate(zip(actual, desired, strict=True)):
            assert_equal(one, other, f"item={place!r}\n{err_msg}", verbose)
    elif isinstance(actual, ndarray) or isinstance(desired, ndarray):
        assert_array_equal(actual, desired, err_msg, verbose, strict=strict)
        _assert_zero_signs(actual, desired, err_msg, verbose)
    elif not _same(actual, desired):
        raise AssertionError(message((actual, desired), "Items are not equal:", err_msg, verbose))


def _assert_zero_signs(actual: Any, desired: Any, err_msg: str, verbose: bool) -> None:
    both = [v.item() if isinstance(v, ndarray) and v.ndim == 0 else v for v in (actual, desired)]
    if all(isinstance(v, float) for v in both) and not _same(*both):
        raise AssertionError(message((actual, desired), "Items are not equal:", err_msg, verbose))


def _same(a: Any, b: Any) -> bool:
    if not (isinstance(a, _NUMBERS) and isinstance(b, _NUMBERS)):
        return bool(a == b)
    one, other = complex(a), complex(b)
    return _same_float(one.real, other.real) and _same_float(one.imag, other.imag)


def _same_float(a: float, b: float) -> bool:
    if a == 0 and b == 0:
        return math.copysign(1, a) == math.copysign(1, b)
    return a == b or (math.isnan(a) and math.isnan(b))


def assert_string_equal(actual: str, desired: str) -> None:
    """Assert that two strings are equal; the error shows where they differ.

    Raises
    ------
    AssertionError
        If they are not, or one is no string.
    """
    for value in (actual, desired):
        if not isinstance(value, str):
            raise AssertionError(repr(type(value)))
    _case.assertMultiLineEqual(actual, desired)


def assert_raises(exception_class: Any, *args: Any, **kwargs: Any) -> Any:
    """Assert that a call, or the block of a ``with``, raises.

    Parameters
    ----------
    exception_class : class, or tuple of them
    *args, **kwargs
        The callable and its arguments; left out, a context manager is returned.
    """
    return _case.assertRaises(exception_class, *args, **kwargs)


def assert_raises_regex(
    exception_class: Any, expected_regexp: str, *args: Any, **kwargs: Any
) -> Any:
    """As :func:`assert_raises`, and the error's text must match."""
    return _case.assertRaisesRegex(exception_class, expected_regexp, *args, **kwargs)


@contextlib.contextmanager
def _warns(category: type[Warning]) -> Iterator[None]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
        _settle()
    if not any(issubclass(w.category, category) for w in caught):
        raise AssertionError(f"No warning raised: expected {category.__name__}")


@contextlib.contextmanager
def _no_warnings() -> Iterator[None]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
        _settle()
    if caught:
        raise AssertionError(f"Got warnings: {[str(w.message) for w in caught]}")


def _settle() -> None:
    """Have what was queued done, so that its warnings are heard; reading waits for it."""
    fnp.zeros(()).item()


def assert_warns(warning_class: type[Warning], *args: Any, **kwargs: Any) -> Any:
    """Assert that a call, or the block of a ``with``, gives a warning of a class."""
    if not args:
        return _warns(warning_class)
    function, *rest = args
    with _warns(warning_class):
        return function(*rest, **kwargs)


def assert_no_warnings(*args: Any, **kwargs: Any) -> Any:
    """Assert that a call, or the block of a ``with``, gives no warning."""
    if not args:
        return _no_warnings()
    function, *rest = args
    with _no_warnings():
        return function(*rest, **kwargs)


@contextlib.contextmanager
def tempdir(*args: Any, **kwargs: Any) -> Iterator[str]:
    """A temporary folder, removed afterwards; arguments are those of ``tempfile.mkdtemp``."""
    folder = tempfile.mkdtemp(*args, **kwargs)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def temppath(suffix: str = "", prefix: str = "tmp", dir: str | None = None) -> Iterator[str]:
    """The path of an empty temporary file, removed afterwards."""
    handle, path = tempfile.mkstemp(suffix, prefix, dir)
    os.close(handle)
    try:
        yield path
    finally:
        Path(path).unlink(missing_ok=True)


def print_assert_equal(test_string: str, actual: Any, desired: Any) -> None:
    """Assert that two objects are equal; the error names the test.

    Raises
    ------
    AssertionError
        If they are not.
    """
    if not _same(actual, desired):
        raise AssertionError(f"{test_string} failed\nACTUAL: \n{actual}\nDESIRED: \n{desired}")


__all__ = [
    "SkipTest",
    "TestCase",
    "assert_",
    "assert_allclose",
    "assert_almost_equal",
    "assert_approx_equal",
    "assert_array_almost_equal",
    "assert_array_almost_equal_nulp",
    "assert_array_equal",
    "assert_array_less",
    "assert_array_max_ulp",
    "assert_equal",
    "assert_no_warnings",
    "assert_raises",
    "assert_raises_regex",
    "assert_string_equal",
    "assert_warns",
    "print_assert_equal",
    "tempdir",
    "temppath",
]

__getattr__, __dir__ = closed_module(__name__, "testing", __all__)
