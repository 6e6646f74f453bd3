"""Asserts about what a call or a block does, and temporary files."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import TestCase

from flopscope._api import ops


def assert_raises(exception_class: Any, *args: Any, **kwargs: Any) -> Any:
    """Assert that a call, or the block of a ``with``, raises.

    Parameters
    ----------
    exception_class : class, or tuple of them
    *args, **kwargs
        The callable and its arguments; left out, a context manager is returned.
    """
    return TestCase().assertRaises(exception_class, *args, **kwargs)


def assert_raises_regex(
    exception_class: Any, expected_regexp: str, *args: Any, **kwargs: Any
) -> Any:
    """As :func:`assert_raises`, and the error's text must match."""
    return TestCase().assertRaisesRegex(exception_class, expected_regexp, *args, **kwargs)


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
    ops.zeros(()).item()


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
