"""Arrays as text: ``str``, ``repr``, ``array2string`` and its kin."""

from __future__ import annotations

from typing import Any, Final

from flopscope._api import ops
from flopscope._base import print_options
from flopscope._base.print_options import DEFAULTS, Formatter, Options, merged
from flopscope._engine import current as engine
from flopscope.errors import UnsupportedFunctionError

_FORMATTER_KEYS: Final = {
    "b": ("bool", "all"),
    "i": ("int", "int_kind", "all"),
    "u": ("int", "int_kind", "all"),
    "f": ("float", "float_kind", "all"),
    "c": ("complexfloat", "complex_kind", "all"),
}
"""The names under which a formatter may have a function for each kind of dtype, the first first."""


def text(
    array: Any, form: str, options: Options | None = None, formatter: Formatter | None = None
) -> str:
    """An array's text, by the engine; a formatter's words are made here.

    Parameters
    ----------
    array : ndarray
    form : {"str", "repr", "array2string"}
    options : sequence of (str, object), optional
        Default the options in force; ``separator``, ``prefix`` and ``suffix`` may be among them.
    formatter : dict, optional
        Default the one in force.
    """
    chosen = print_options.current() if options is None else options
    words = _words(array, form, dict(chosen), formatter or print_options.current_formatter())
    return engine().text(array._v, form, chosen if words is None else (*chosen, ("words", words)))


def _words(
    array: Any, form: str, options: dict[str, Any], formatter: Formatter | None
) -> tuple[str, ...] | None:
    """The text of each element that will be shown, if there is a function for it."""
    if formatter is None or engine().is_scalar(array._v) or (form == "str" and not array.shape):
        return None
    keys = _FORMATTER_KEYS[array.dtype.kind]
    function = next((f for f in map(formatter.get, keys) if f is not None), None)
    if function is None:
        return None
    if array.size > options.get("threshold", DEFAULTS["threshold"]):
        array = _edges(array, options.get("edgeitems", DEFAULTS["edgeitems"]))
    return tuple(str(function(v)) for v in array.reshape(-1).tolist())


def _edges(array: Any, count: int) -> Any:
    """What a summary shows: so many elements at each end of every dimension."""

    for axis, length in enumerate(array.shape):
        if length > 2 * count:
            places = [*range(count), *range(length - count, length)]
            array = ops.take(array, places, axis=axis)
    return array


def _shown(
    array: Any, form: str, layout: Options = (), formatter: Formatter | None = None, **options: Any
) -> str:

    return text(ops.asarray(array), form, merged(options) + layout, formatter)


def array2string(
    a: Any,
    max_line_width: int | None = None,
    precision: int | None = None,
    suppress_small: bool | None = None,
    separator: str = " ",
    prefix: str = "",
    *,
    formatter: Formatter | None = None,
    threshold: int | None = None,
    edgeitems: int | None = None,
    sign: str | None = None,
    floatmode: str | None = None,
    suffix: str = "",
    legacy: Any = None,
) -> str:
    """An array as text.

    Parameters
    ----------
    a : array_like
    max_line_width, precision, suppress_small, threshold, edgeitems, sign, floatmode : optional
        As the options of :func:`set_printoptions`, for this call.
    separator : str, optional
        Between elements.
    prefix, suffix : str, optional
        What will stand around the text: only their lengths count.
    formatter : dict of str to callable, optional
        As for :func:`set_printoptions`, for this call.
    legacy : None
        Not supported.

    Returns
    -------
    str

    Notes
    -----
    FLOPs: 0.
    """
    if legacy is not None:
        raise UnsupportedFunctionError("printing has no legacy modes; use the other options")
    layout = (("separator", str(separator)), ("prefix", str(prefix)), ("suffix", str(suffix)))
    return _shown(
        a,
        "array2string",
        layout,
        formatter,
        linewidth=max_line_width,
        precision=precision,
        suppress=suppress_small,
        threshold=threshold,
        edgeitems=edgeitems,
        sign=sign,
        floatmode=floatmode,
    )


def array_repr(
    arr: Any,
    max_line_width: int | None = None,
    precision: int | None = None,
    suppress_small: bool | None = None,
) -> str:
    """An array's ``repr``; the options are those of :func:`set_printoptions`, for this call."""
    return _shown(
        arr, "repr", linewidth=max_line_width, precision=precision, suppress=suppress_small
    )


def array_str(
    a: Any,
    max_line_width: int | None = None,
    precision: int | None = None,
    suppress_small: bool | None = None,
) -> str:
    """An array's ``str``; the options are those of :func:`set_printoptions`, for this call."""
    return _shown(a, "str", linewidth=max_line_width, precision=precision, suppress=suppress_small)
