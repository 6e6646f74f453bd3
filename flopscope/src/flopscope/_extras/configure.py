"""``configure``: the library's settings, for this process."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Final

from flopscope._api.errstate import seterr
from flopscope._table import einsum
from flopscope.errors import SymmetryLossWarning


def configure(**settings: Any) -> None:
    """Change settings; those that are not named stay as they are.

    Parameters
    ----------
    check_nan_inf : bool, optional
        Raise FloatingPointError where an operation divides by zero, overflows or has no valid result
        (as ``fnp.seterr`` with ``"raise"``); False warns again, the default.
    symmetry_warnings : bool, optional
        Whether :class:`~flopscope.SymmetryLossWarning` is shown; default True.
    einsum_path_cache_size : int, optional
        How many contraction paths this process remembers; default 256.

    Raises
    ------
    ValueError
        If a setting is unknown or its value out of range; then no setting has changed.
    TypeError
        If a value is of another type.

    Examples
    --------
    >>> import flopscope as flops
    >>> flops.configure(einsum_path_cache_size=1024)
    >>> flops.configure(colour="blue")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: there is no setting 'colour'; the settings are check_nan_inf, ...
    """
    changes = []
    for name, value in settings.items():
        if name not in _SETTINGS:
            raise ValueError(
                f"there is no setting {name!r}; the settings are {', '.join(sorted(_SETTINGS))}"
            )
        check, change = _SETTINGS[name]
        check(name, value)
        changes.append((change, value))
    for change, value in changes:
        change(value)


def _is_flag(name: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise TypeError(f"{name} takes True or False, not {value!r}")


def _is_size(name: str, value: Any) -> None:
    if type(value) is not int:
        raise TypeError(f"{name} takes a whole number, not {value!r}")
    if value < 0:
        raise ValueError(f"{name} is {value}; it must be 0 or more")


def _check_nan_inf(value: bool) -> None:
    mode = "raise" if value else "warn"
    seterr(divide=mode, over=mode, invalid=mode)


def _symmetry_warnings(value: bool) -> None:
    warnings.simplefilter("default" if value else "ignore", SymmetryLossWarning)


_SETTINGS: Final[dict[str, tuple[Callable[[str, Any], None], Callable[[Any], None]]]] = {
    "check_nan_inf": (_is_flag, _check_nan_inf),
    "einsum_path_cache_size": (_is_size, einsum.resize_path_cache),
    "symmetry_warnings": (_is_flag, _symmetry_warnings),
}
"""Each setting's check and what changes it."""
