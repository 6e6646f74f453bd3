"""``pad``: its arguments checked as NumPy does, before the operation is priced."""

from __future__ import annotations

from typing import Any, Final

from flopscope._api import ops
from flopscope._api.shapes import ndim
from flopscope._arrays.array import ndarray

_ALLOWED: Final[dict[str, frozenset[str]]] = {
    "empty": frozenset(),
    "edge": frozenset(),
    "wrap": frozenset(),
    "constant": frozenset({"constant_values"}),
    "linear_ramp": frozenset({"end_values"}),
    "maximum": frozenset({"stat_length"}),
    "mean": frozenset({"stat_length"}),
    "median": frozenset({"stat_length"}),
    "minimum": frozenset({"stat_length"}),
    "reflect": frozenset({"reflect_type"}),
    "symmetric": frozenset({"reflect_type"}),
}
"""The keywords that each mode takes."""


def pad(array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> ndarray:
    """The array with margins filled by ``mode``.

    Parameters
    ----------
    array : array_like
    pad_width : int, pair of int, sequence of pairs, or dict
        Elements to add before and after each axis; a dictionary gives them by axis.
    mode : str, optional
        ``"constant"``, ``"edge"``, ``"linear_ramp"``, ``"maximum"``, ``"mean"``, ``"median"``, ``"minimum"``,
        ``"reflect"``, ``"symmetric"``, ``"wrap"`` or ``"empty"``.
    **kwargs
        ``constant_values``, ``end_values``, ``stat_length`` or ``reflect_type``, for the modes that use them.

    Returns
    -------
    ndarray

    Raises
    ------
    TypeError
        If a width is not an integer.
    ValueError
        For another mode, a keyword of another mode, or widths that do not fit.
    UnsupportedFunctionError
        For a function as the mode.

    Notes
    -----
    FLOPs: 0 under the default policy for margins that repeat elements or a constant; one move per element of
    the result. The other modes take, for each line of n elements: "mean" n + 1, "maximum" and "minimum" n - 1,
    "median" its selection; "linear_ramp" and ``reflect_type="odd"`` 2 per new element.
    """
    if isinstance(pad_width, dict):
        given = {axis % max(1, ndim(array)): value for axis, value in pad_width.items()}
        pad_width = [_pair(given.get(i, 0)) for i in range(ndim(array))]
    _check_integral(pad_width)
    if not callable(mode):
        _check_mode(mode, kwargs)
    made: ndarray = ops.pad(array, pad_width, mode, **kwargs)
    return made


def _pair(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value, value)


def _check_integral(width: Any) -> None:
    if isinstance(width, list | tuple):
        for one in width:
            _check_integral(one)
        return
    dtype = getattr(width, "dtype", None)
    is_sequence = hasattr(type(width), "__len__") and not isinstance(width, str | bytes)
    is_integral = dtype.kind in "iu" if dtype is not None else hasattr(type(width), "__index__")
    if not is_integral and (dtype is not None or not is_sequence):
        raise TypeError("`pad_width` must be of integral type.")


def _check_mode(mode: Any, kwargs: dict[str, Any]) -> None:
    allowed = _ALLOWED.get(mode) if isinstance(mode, str) else None
    if allowed is None:
        raise ValueError(f"mode '{mode}' is not supported")
    unsupported = set(kwargs) - allowed
    if unsupported:
        raise ValueError(f"unsupported keyword arguments for mode '{mode}': {unsupported}")
