"""Asserts about numbers, text and containers."""

from __future__ import annotations

import math
from typing import Any
from unittest import TestCase

from flopscope._arrays.array import ndarray
from flopscope._composed.asserts.arrays import assert_array_equal
from flopscope._composed.asserts.comparing import message

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
        found = a == b
        return bool(found.all() if isinstance(found, ndarray) and found.ndim else found)
    one, other = complex(a), complex(b)
    return _same_float(one.real, other.real) and _same_float(one.imag, other.imag)


def _same_float(a: float, b: float) -> bool:
    if a == 0 and b == 0:
        return math.copysign(1, a) == math.copysign(1, b)
    return a == b or (math.isnan(a) and math.isnan(b))


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
    TestCase().assertMultiLineEqual(actual, desired)


def print_assert_equal(test_string: str, actual: Any, desired: Any) -> None:
    """Assert that two objects are equal; the error names the test.

    Raises
    ------
    AssertionError
        If they are not.
    """
    if not _same(actual, desired):
        raise AssertionError(f"{test_string} failed\nACTUAL: \n{actual}\nDESIRED: \n{desired}")
